package dev.gangway.uboot.command;

import dev.gangway.channel.Pauses;
import dev.gangway.image.ImageStore;
import dev.gangway.image.PreparedImage;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.protocol.FileServers;
import dev.gangway.recipe.ImageSpec.ImageFormat;
import dev.gangway.shell.Caller;
import dev.gangway.uboot.UbootDevice;
import dev.gangway.uboot.UbootMemory;
import dev.gangway.uboot.bundle.BootPlan;
import dev.gangway.uboot.bundle.flash.BundleImage;
import dev.gangway.uboot.bundle.flash.BundleJob;
import dev.gangway.uboot.bundle.flash.Checksums;
import dev.gangway.uboot.bundle.flash.StreamedImages;
import dev.gangway.uboot.bundle.source.BundleSources;
import dev.gangway.uboot.linux.LinuxShell;
import dev.gangway.uboot.linux.LinuxTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code uboot flash BUNDLE IMAGE}: a board at the bench, flashed by a bundle. All that can be known is known before the board is
 * touched.
 *
 * @param sources where bundles come from
 * @param servers opens what the board fetches from
 * @param line the words
 * @param caller who said them
 */
record BundleBench(BundleSources sources, FileServers.Opening servers, UbootLine line, Caller caller) {
    private static final Duration TO_THE_SHELL = Duration.ofMinutes(3);
    private static final String NETMASK = "255.255.255.0";

    /** What is done, decided. */
    record Decided(BundleSources.Sourced sourced, BootPlan plan, Optional<Digest> sum) {}

    /**
     * Reads the bundle, chooses from it, and finds the sum that the image is to have.
     *
     * @throws FailureException what is wrong with them
     */
    Decided decide() throws FailureException {
        BundleWords words = new BundleWords(sources, line, caller);
        BundleSources.Sourced sourced = words.open();
        return new Decided(sourced, words.plan(sourced.bundle()), sum());
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

    /** Flashes a board that is at U-Boot's prompt. */
    void flash(UbootDevice board, Decided decided) throws FailureException {
        if (isLink()) {
            try (StreamedImages.Use use =
                    new StreamedImages(sources.streams()).use(URI.create(image()), decided.sum())) {
                use.image().begun();
                flash(board, decided, BundleImage.of(use.image()));
            }
            return;
        }
        Path file = caller.file(image());
        PreparedImage image = new ImageStore(sources.streams()).prepare("of the command line", file, ImageFormat.RAW);
        if (decided.sum().isPresent() && !decided.sum().get().equals(image.sha256())) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    file + " has the SHA-256 " + image.sha256() + ", and not "
                            + decided.sum().get() + " as it should: it was replaced or damaged");
        }
        flash(board, decided, BundleImage.of(String.valueOf(file.getFileName()), image.data(), image.contentSha256()));
    }

    private void flash(UbootDevice board, Decided decided, BundleImage image) throws FailureException {
        try (FileServers.Own files = servers.open(InetAddress.getByName(line.host()), line.port())) {
            say("from", decided.sourced().origin());
            BundleJob job = new BundleJob(board, files, Pauses.UNSTOPPED, new BenchProgress(caller));
            Optional<String> address = line.address();
            say(
                    "address",
                    new UbootMemory(board)
                            .connect(address.map(fixed -> new UbootMemory.Fixed(fixed, NETMASK, Optional.empty()))));
            job.boot(
                    decided.sourced().bundle().manifest(), decided.plan(), line.number(UbootLine.WINDOW), TO_THE_SHELL);
            LinuxShell.Network network = address.isPresent()
                    ? LinuxShell.Network.Fixed.of(address.get(), NETMASK, Optional.empty())
                    : new LinuxShell.Network.Dhcp();
            say("address", LinuxShell.of(board).connect(network, Optional.empty()));
            Optional<String> partition = line.text(UbootLine.PARTITION);
            job.target(decided.plan().device(), partition);
            job.prepare(decided.sourced().bundle().manifest());
            LinuxTarget target = job.target(decided.plan().device(), partition);
            job.flash(image, target);
            say("flashed", image.name() + " is on " + target.node() + ", read back and compared");
            LinuxShell.of(board).powerOff();
        } catch (IOException e) {
            throw new FailureException(
                    FailureKind.HOST_IO,
                    "nothing can be served on " + line.host() + ":" + line.port() + ": " + e.getMessage(),
                    e);
        }
    }

    private void say(String what, String told) {
        caller.out().println(String.format(Locale.ROOT, "%-9s %s", what, told));
    }
}
