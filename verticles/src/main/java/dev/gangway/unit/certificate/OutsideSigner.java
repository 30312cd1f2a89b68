package dev.gangway.unit.certificate;

import dev.gangway.config.CertificateConfig;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the program that makes a certificate. No shell is between, and no unit's text is among its words. */
final class OutsideSigner {
    private static final int MOST_PRINTED = 1 << 18;
    private static final int MOST_SAID = 300;

    private final CertificateConfig config;
    private final Path folder;

    /** What it prints goes into files of this folder until it has ended. */
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
        Path out = null;
        Path err = null;
        Process program = null;
        try {
            in = Files.createTempFile(folder, "request-", ".tmp");
            out = Files.createTempFile(folder, "printed-", ".tmp");
            err = Files.createTempFile(folder, "said-", ".tmp");
            Files.writeString(in, request);
            program = new ProcessBuilder(config.command())
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!program.waitFor(config.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw trouble("did not end within " + config.timeout().toSeconds() + " s and was stopped" + said(err));
            }
            if (program.exitValue() != 0) {
                throw trouble("ended with exit code " + program.exitValue() + said(err));
            }
            if (Files.size(out) > MOST_PRINTED) {
                throw trouble("printed more than a certificate");
            }
            return Files.readAllBytes(out);
        } catch (IOException e) {
            throw trouble("can't be run: " + FileTrouble.told(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(FailureKind.STATION_STOPPED, "stopped while a certificate was asked for", e);
        } finally {
            if (program != null) {
                program.descendants().forEach(ProcessHandle::destroyForcibly);
                program.destroyForcibly();
            }
            remove(in);
            remove(out);
            remove(err);
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

    private static String said(Path err) throws IOException {
        try (InputStream in = Files.newInputStream(err)) {
            String text = new String(in.readNBytes(MOST_SAID), StandardCharsets.UTF_8)
                    .replaceAll("\\p{Cntrl}+", " ")
                    .strip();
            return text.isEmpty() ? "" : ": " + text;
        }
    }

    private FailureException trouble(String what) {
        return new FailureException(
                FailureKind.UNIT_VALUE_MISSING,
                "certificates." + config.name() + " in station.yaml: `" + String.join(" ", config.command()) + "` "
                        + what + "; try it by hand with a request of openssl req -new");
    }
}
