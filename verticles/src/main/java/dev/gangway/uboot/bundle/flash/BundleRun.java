package dev.gangway.uboot.bundle.flash;

import dev.gangway.channel.Pauses;
import dev.gangway.image.ImageStore;
import dev.gangway.image.PreparedImage;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.FileServers;
import dev.gangway.recipe.ImageSpec.ImageFormat;
import dev.gangway.uboot.UbootDevice;
import dev.gangway.uboot.UbootMemory;
import dev.gangway.uboot.bundle.BootPlan;
import dev.gangway.uboot.bundle.source.BundleSources;
import dev.gangway.uboot.linux.LinuxShell;
import dev.gangway.uboot.linux.LinuxTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One board flashed by a bundle, from U-Boot's prompt until it is off, or booted by it for a person; what it fetches from is open for
 * so long. For a board at the bench: a recipe has steps for each part.
 *
 * @param sources where bundles come from, and where what they need is kept
 * @param servers opens what the board fetches from
 */
public record BundleRun(BundleSources sources, FileServers.Opening servers) {
    private static final Duration TO_THE_SHELL = Duration.ofMinutes(3);
    private static final String NETMASK = "255.255.255.0";

    /**
     * What is done.
     *
     * @param sourced the bundle
     * @param plan what of it is loaded, booted and written to
     * @param sum the image's SHA-256, where somebody told it
     * @param partition the label of a partition of the target
     */
    public record Order(
            BundleSources.Sourced sourced, BootPlan plan, Optional<Digest> sum, Optional<String> partition) {}

    /**
     * Over which network.
     *
     * @param host of this machine's interface to the board
     * @param port the UDP port of TFTP
     * @param address of the board; empty = by DHCP
     * @param window blocks that TFTP sends at once
     */
    public record Network(String host, int port, Optional<String> address, Optional<Long> window) {}

    /**
     * Flashes what a link leads to, while it comes.
     *
     * @throws FailureException what went wrong, as its step would say it
     */
    public void flash(UbootDevice board, Order order, URI link, Network network, BundleJob.Told told)
            throws FailureException {
        try (StreamedImages.Use use = new StreamedImages(sources.streams()).use(link, order.sum())) {
            use.image().begun();
            flash(board, order, BundleImage.of(use.image()), network, told);
        }
    }

    /**
     * Flashes a file.
     *
     * @throws FailureException the same
     */
    public void flash(UbootDevice board, Order order, Path file, Network network, BundleJob.Told told)
            throws FailureException {
        PreparedImage image = new ImageStore(sources.streams()).prepare("of the command line", file, ImageFormat.RAW);
        if (order.sum().isPresent() && !order.sum().get().equals(image.sha256())) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    file + " has the SHA-256 " + image.sha256() + ", and not "
                            + order.sum().get() + " as it should: it was replaced or damaged");
        }
        flash(
                board,
                order,
                BundleImage.of(String.valueOf(file.getFileName()), image.data(), image.contentSha256()),
                network,
                told);
    }

    private void flash(UbootDevice board, Order order, BundleImage image, Network network, BundleJob.Told told)
            throws FailureException {
        during(network, files -> {
            BundleJob job = new BundleJob(board, files, Pauses.UNSTOPPED, told);
            boot(board, job, order, network, told);
            LinuxShell.Network linux = network.address().isPresent()
                    ? LinuxShell.Network.Fixed.of(network.address().get(), NETMASK, Optional.empty())
                    : new LinuxShell.Network.Dhcp();
            told.note("address", LinuxShell.of(board).connect(linux, Optional.empty()));
            job.target(order.plan().device(), order.partition());
            job.prepare(order.sourced().bundle().manifest());
            LinuxTarget target = job.target(order.plan().device(), order.partition());
            job.flash(image, target);
            told.note("flashed", image.name() + " is on " + target.node() + ", read back and compared");
            LinuxShell.of(board).powerOff();
        });
    }

    /**
     * Boots the bundle's Linux and logs in; nothing is written, and the board stays at its shell.
     *
     * @throws FailureException what went wrong
     */
    public void enter(UbootDevice board, Order order, Network network, BundleJob.Told told) throws FailureException {
        during(
                network,
                files -> boot(board, new BundleJob(board, files, Pauses.UNSTOPPED, told), order, network, told));
    }

    private void boot(UbootDevice board, BundleJob job, Order order, Network network, BundleJob.Told told)
            throws FailureException {
        told.note("from", order.sourced().origin());
        told.note(
                "address",
                new UbootMemory(board)
                        .connect(network.address()
                                .map(fixed -> new UbootMemory.Fixed(fixed, NETMASK, Optional.empty()))));
        job.boot(order.sourced().bundle().manifest(), order.plan(), network.window(), TO_THE_SHELL);
    }

    /** Done while there is something from which a board fetches. */
    @FunctionalInterface
    private interface Served {
        void by(FileServers.Own files) throws FailureException;
    }

    private void during(Network network, Served body) throws FailureException {
        try (FileServers.Own files = servers.open(InetAddress.getByName(network.host()), network.port())) {
            body.by(files);
        } catch (IOException e) {
            throw new FailureException(
                    FailureKind.HOST_IO,
                    "nothing can be served on " + network.host() + ":" + network.port() + ": " + e.getMessage(),
                    e);
        }
    }
}
