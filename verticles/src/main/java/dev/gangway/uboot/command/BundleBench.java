package dev.gangway.uboot.command;

import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.shell.BenchSecrets;
import dev.gangway.shell.Caller;
import dev.gangway.uboot.UbootDevice;
import dev.gangway.uboot.bundle.flash.BundleRun;
import dev.gangway.uboot.bundle.flash.Checksums;
import dev.gangway.uboot.bundle.source.BundleSources;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code uboot flash BUNDLE IMAGE}: a board at the bench, flashed by a bundle; or booted by one, for a person. All that can be known is known before the board is
 * touched.
 *
 * @param run what does it
 * @param line the words
 * @param caller who said them
 * @param secrets what the caller is not shown
 */
record BundleBench(BundleRun run, UbootLine line, Caller caller, BenchSecrets secrets) {
    /**
     * Reads the bundle, chooses from it, and finds the sum that the image is to have.
     *
     * @throws FailureException what is wrong with them
     */
    BundleRun.Order decide() throws FailureException {
        BundleWords words = new BundleWords(run.sources(), line, caller, secrets);
        BundleSources.Sourced sourced = words.open();
        return new BundleRun.Order(sourced, words.plan(sourced.bundle()), sum(), line.text(UbootLine.PARTITION));
    }

    private String image() {
        return line.words().get(1);
    }

    private boolean isLink() {
        return image().matches("https?://.*");
    }

    private Optional<Digest> sum() throws FailureException {
        Optional<String> told = line.text(UbootLine.CHECKSUM);
        if (told.isPresent()) {
            return Optional.of(new Digest(told.get().toLowerCase(Locale.ROOT)));
        }
        Optional<Path> file = line.text(UbootLine.CHECKSUM_FILE).map(caller::file);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            String path = isLink() ? String.valueOf(URI.create(image()).getPath()) : image();
            return Optional.of(Checksums.find(
                    Files.readString(file.get()), file.get().toString(), path.substring(path.lastIndexOf('/') + 1)));
        } catch (IOException e) {
            throw new FailureException(
                    FailureKind.IMAGE_MISSING, file.get() + " can't be read: " + FileTrouble.told(e), e);
        }
    }

    private BundleRun.Network network() {
        return new BundleRun.Network(line.host(), line.port(), line.address(), line.number(UbootLine.WINDOW));
    }

    /** Has a board that is at U-Boot's prompt at the shell of the bundle's Linux. */
    void enter(UbootDevice board, BundleRun.Order order) throws FailureException {
        run.enter(board, order, network(), new BenchProgress(caller, secrets));
    }

    /** Flashes a board that is at U-Boot's prompt. */
    void flash(UbootDevice board, BundleRun.Order order) throws FailureException {
        BundleRun.Network network = network();
        BenchProgress progress = new BenchProgress(caller, secrets);
        if (isLink()) {
            run.flash(board, order, URI.create(image()), network, progress);
        } else {
            run.flash(board, order, caller.file(image()), network, progress);
        }
    }
}
