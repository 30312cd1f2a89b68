package dev.gangway.unit.certificate;

import dev.gangway.config.CertificateConfig;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Runs the program that makes a certificate. No shell is between, and no unit's text is among its words. */
final class OutsideSigner {
    private static final int MOST_PRINTED = 1 << 18;
    private static final int MOST_SAID = 300;

    private final CertificateConfig config;
    private final Path folder;

    /** What it is asked lies in a file of this folder until it has ended. */
    OutsideSigner(CertificateConfig config, Path folder) {
        this.config = config;
        this.folder = folder;
    }

    /**
     * What it prints for a request.
     *
     * @throws FailureException UNIT_VALUE_MISSING when it fails or takes too long, with what it said
     */
    byte[] sign(String request) throws FailureException {
        Path in = null;
        try {
            in = Files.createTempFile(folder, "request-", ".tmp");
            Files.writeString(in, request);
            Program.Ended ended = Program.of(config.command()).reading(in).run(config.timeout(), MOST_PRINTED);
            String said = ended.errors().begin(MOST_SAID);
            String told = said.isEmpty() ? "" : ": " + said;
            if (ended.late()) {
                throw trouble("did not end within " + config.timeout().toSeconds() + " s and was stopped" + told);
            }
            if (ended.code() != 0) {
                throw trouble("ended with exit code " + ended.code() + told);
            }
            if (!ended.printed().isWhole()) {
                throw trouble("printed more than a certificate");
            }
            return ended.printed().first();
        } catch (IOException e) {
            throw trouble("can't be run: " + FileTrouble.told(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(FailureKind.STATION_STOPPED, "stopped while a certificate was asked for", e);
        } finally {
            remove(in);
        }
    }

    private static void remove(@Nullable Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // It holds no secret, and goes with its folder.
                return;
            }
        }
    }

    private FailureException trouble(String what) {
        return new FailureException(
                FailureKind.UNIT_VALUE_MISSING,
                "certificates." + config.name() + " in station.yaml: `" + String.join(" ", config.command()) + "` "
                        + what + "; try it by hand with a request of openssl req -new");
    }
}
