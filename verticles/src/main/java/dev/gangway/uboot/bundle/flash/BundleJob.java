package dev.gangway.uboot.bundle.flash;

import dev.gangway.channel.Pauses;
import dev.gangway.format.ImageData;
import dev.gangway.image.ImageStore;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.protocol.FileOffer;
import dev.gangway.protocol.FileServers;
import dev.gangway.protocol.WebDelivery;
import dev.gangway.protocol.WebOffer;
import dev.gangway.uboot.UbootDevice;
import dev.gangway.uboot.UbootMemory;
import dev.gangway.uboot.bundle.BootPlan;
import dev.gangway.uboot.bundle.BundleManifest;
import dev.gangway.uboot.linux.ImageFeed;
import dev.gangway.uboot.linux.LinuxBoot;
import dev.gangway.uboot.linux.LinuxFlashing;
import dev.gangway.uboot.linux.LinuxShell;
import dev.gangway.uboot.linux.LinuxTarget;
import dev.gangway.uboot.linux.LinuxWays;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is done with a bundle on one board: its files are loaded, held against their sums and booted; the shell is entered; an image is
 * written to a target and read back from it. Blocking; one thread.
 */
public final class BundleJob {
    private static final Duration PREFLASH = Duration.ofMinutes(10);

    private final UbootDevice board;
    private final FileServers servers;
    private final Pauses pauses;
    private final Told told;

    /** Who follows it. */
    public interface Told {
        /** A fact, for the record. */
        void note(String name, String value);

        /** So many more bytes will move. */
        void expect(long more);

        /** So many more have moved. */
        void moved(long more);

        /** From here on something of the image may be on this target. */
        void writing(LinuxTarget target);
    }

    /** A job on this board. */
    public BundleJob(UbootDevice board, FileServers servers, Pauses pauses, Told told) {
        this.board = board;
        this.servers = servers;
        this.pauses = pauses;
        this.told = told;
    }

    /**
     * Boots the bundle's Linux, and has its shell.
     *
     * @param window TFTP blocks without an acknowledgement; empty = the board's own
     * @param within how long it may take from the kernel's start to the shell
     * @throws FailureException TRANSFER_FAILED, UPLOAD_DAMAGED, NO_BOOT; RECIPE_INVALID when the files have no room
     */
    public void boot(BundleManifest manifest, BootPlan plan, Optional<Long> window, Duration within)
            throws FailureException {
        List<LinuxBoot.Part> parts = new ArrayList<>();
        for (BootPlan.Loading loading : plan.loads()) {
            ImageData data = mapped(loading);
            String what = loading.part().name().toLowerCase(Locale.ROOT);
            told.note(
                    what,
                    loading.file().getFileName() + " at " + loading.address() + ", " + data.length()
                            + " bytes, SHA-256 " + ImageStore.digest(data));
            told.expect(data.length());
            parts.add(new LinuxBoot.Part(what, data, loading.address(), (from, length, body) -> {
                try (FileOffer offer = servers.offer(data, from, length)) {
                    new UbootMemory(board)
                            .use(new UbootMemory.Tftp(offer.host(), offer.port(), Optional.empty(), window));
                    body.fetch(offer.name());
                }
            }));
        }
        plan.variant().ifPresent(variant -> told.note("variant", variant));
        told.note("bootcmd", plan.bootcmd());
        new LinuxBoot(parts, Optional.empty(), plan.bootcmd()).start(board, told::moved);
        LinuxShell shell = LinuxShell.enter(board, ways(manifest.login()).within(within));
        told.note("linux", String.join(" ", shell.run("uname -sr", PREFLASH).lines()));
    }

    private static ImageData mapped(BootPlan.Loading loading) throws FailureException {
        try {
            return ImageData.map(loading.file());
        } catch (IOException e) {
            throw new FailureException(
                    FailureKind.HOST_IO, loading.file() + " can't be read: " + FileTrouble.told(e), e);
        }
    }

    private static LinuxWays ways(BundleManifest.Login login) {
        LinuxWays ways = LinuxWays.USUAL.asking(login.prompt()).prompting(login.shell());
        return login.user().isPresent() ? ways.as(login.user().get(), login.password()) : ways;
    }

    /**
     * Runs what the bundle wants to be run before a target is written. The target is known then, and what is still there
     * afterwards is written.
     *
     * @throws FailureException BOARD_REFUSED when one of them fails
     */
    public void prepare(BundleManifest manifest) throws FailureException {
        LinuxShell shell = LinuxShell.of(board);
        for (String command : manifest.preflash()) {
            shell.need(command, FailureKind.BOARD_REFUSED, PREFLASH);
        }
    }

    /**
     * Finds a target.
     *
     * @param device as the bundle names it
     * @param partition the label of a partition on that very disk
     */
    public LinuxTarget target(String device, Optional<String> partition) throws FailureException {
        LinuxTarget target = LinuxTarget.find(LinuxShell.of(board), device, partition);
        told.note("target", target.node() + ", " + target.bytes() + " bytes");
        return target;
    }

    /**
     * Writes an image from the target's beginning, and reads it back from the medium.
     *
     * @throws FailureException what went wrong; the target may be half written then
     */
    public void flash(BundleImage image, LinuxTarget target) throws FailureException {
        LinuxFlashing flashing = new LinuxFlashing(LinuxShell.of(board), pauses);
        told.expect(2 * image.source().length().orElse(0));
        told.writing(target);
        try (WebOffer offer = servers.publish(image.name(), image.source())) {
            told.note("written", flashing.write(feed(image, offer), target, told::moved));
            requireFetched(offer.delivered());
        } catch (FailureException e) {
            // A board sees only that nothing more came.
            if (image.source().failure().isPresent()) {
                image.whole().digest();
            }
            throw e;
        }
        Digest digest = image.whole().digest();
        told.note("read", flashing.verify(digest, image.source().length().orElseThrow(), target, told::moved));
        told.note("sha256", digest.hex());
    }

    private static ImageFeed feed(BundleImage image, WebOffer offer) {
        return new ImageFeed(offer.link(), image.source()::length);
    }

    /** The board says that it has written all: what it wrote came from here, for this job. */
    private static void requireFetched(WebDelivery delivered) throws FailureException {
        if (!delivered.whole()) {
            throw new FailureException(
                    FailureKind.TRANSFER_FAILED,
                    "the board says that it wrote the image, and has not fetched all of it from this station: "
                            + delivered.bytes() + " bytes"
                            + delivered.trouble().map(why -> ", " + why).orElse(""));
        }
    }
}
