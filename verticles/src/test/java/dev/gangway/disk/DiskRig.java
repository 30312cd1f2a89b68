package dev.gangway.disk;

import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbSession;
import dev.gangway.format.ImageData;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.disk.DiskBoard;
import dev.gangway.virtual.disk.DiskLook;
import dev.gangway.virtual.disk.DiskMedium;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** A virtual board that shows a disk, and our client. */
final class DiskRig implements AutoCloseable {
    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private final List<Duration> pauses = new ArrayList<>();
    private final @Nullable DiskBoard board;

    DiskRig(String spec) {
        board = (DiskBoard) BoardSpec.parse(spec, 7).plug(hub, 1, pages, line -> {});
    }

    /** A board with a medium of the test's own. */
    DiskRig(DiskMedium medium) {
        board = null;
        DiskLook look = DiskLook.gadget(0x0525, 0xa4a5, "Gangway", "disk", "");
        hub.plug(1, new VirtualBoard() {
            @Override
            public void plugged(BoardPort port) {
                port.enumerate(look.function(medium, FaultPlan.sound(), port::wake, () -> {}));
            }

            @Override
            public void unplugged() {
                // The medium is the test's.
            }

            @Override
            public String describe() {
                return "disk";
            }
        });
    }

    DiskDevice device() throws ChannelException {
        return DiskDevice.of(session(), time -> {
            pauses.add(time);
            Pauses.UNSTOPPED.pause(Duration.ofMillis(1));
        });
    }

    UsbSession session() throws ChannelException {
        await().until(() -> hub.attach(1).filter(VirtualAttach::isIdentified).isPresent());
        VirtualAttach attach = hub.attach(1).orElseThrow();
        return hub.open(attach.path(), attach.deviceKey(), UsbSession.class);
    }

    Disk open() throws Exception {
        return device().disk(Optional.empty());
    }

    DiskBoard board() {
        return Objects.requireNonNull(board);
    }

    List<Duration> pauses() {
        return pauses;
    }

    boolean onTheBus() {
        return hub.attach(1).isPresent();
    }

    static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static ImageData image(byte[] bytes) {
        return ImageData.of(ByteBuffer.wrap(bytes));
    }

    static void write(Disk disk, long at, byte[] bytes) throws FailureException {
        disk.write(image(bytes), 0, bytes.length, at, moved -> {});
    }

    static void verify(Disk disk, long at, byte[] bytes) throws FailureException {
        disk.verify(image(bytes), 0, bytes.length, at, moved -> {});
    }

    static Failure failing(ThrowingCallable doing) {
        return catchThrowableOfType(FailureException.class, doing).failure();
    }

    @Override
    public void close() {
        hub.close();
        pages.close();
    }
}
