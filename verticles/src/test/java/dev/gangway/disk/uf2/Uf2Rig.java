package dev.gangway.disk.uf2;

import static org.awaitility.Awaitility.await;

import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbSession;
import dev.gangway.disk.Disk;
import dev.gangway.disk.DiskDevice;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.disk.DiskLook;
import dev.gangway.virtual.disk.DiskMedium;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uf2.Uf2Board;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A virtual UF2 board, or a drive with bytes of the test's own, and our client. */
final class Uf2Rig implements AutoCloseable {
    private static final Pauses SHORT = time -> Pauses.UNSTOPPED.pause(Duration.ofMillis(2));

    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private final @Nullable Uf2Board board;
    private @Nullable DiskDevice device;
    private @Nullable UsbSession session;

    Uf2Rig(String spec) {
        board = (Uf2Board) BoardSpec.parse(spec, 7).plug(hub, 1, pages, line -> {});
    }

    /** A drive that keeps what is written, in these bytes. */
    Uf2Rig(byte[] medium) {
        board = null;
        DiskLook look = DiskLook.gadget(0x0525, 0xa4a5, "Gangway", "disk", "");
        hub.plug(1, new VirtualBoard() {
            @Override
            public void plugged(BoardPort port) {
                port.enumerate(look.function(new Kept(medium), FaultPlan.sound(), port::wake, () -> {}));
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

    private record Kept(byte[] bytes) implements DiskMedium {
        @Override
        public int blockSize() {
            return 512;
        }

        @Override
        public long blocks() {
            return bytes.length / 512;
        }

        @Override
        public void read(long at, ByteBuffer into) {
            into.put(bytes, (int) at, into.remaining());
        }

        @Override
        public void write(long at, ByteBuffer from) {
            from.get(bytes, (int) at, from.remaining());
        }
    }

    Disk disk() throws Exception {
        return device().disk(Optional.empty());
    }

    /** The board, whose session stays the same. */
    DiskDevice device() throws Exception {
        @Nullable DiskDevice known = device;
        if (known != null) {
            return known;
        }
        await().until(() -> hub.attach(1).filter(VirtualAttach::isIdentified).isPresent());
        VirtualAttach attach = hub.attach(1).orElseThrow();
        UsbSession opened = hub.open(attach.path(), attach.deviceKey(), UsbSession.class);
        session = opened;
        device = DiskDevice.of(opened, SHORT);
        return device;
    }

    /** Whoever asks next opens the board anew, which has kept its power. */
    void letGo() {
        Objects.requireNonNull(session).close();
        device = null;
    }

    Uf2Drive open() throws Exception {
        return Uf2Drive.open(disk(), SHORT);
    }

    /** Writes for the board's usual family. */
    void write(byte[] file, Uf2Content.By by) throws Exception {
        Uf2Drive drive = open();
        drive.write(content(file), drive.family(Optional.empty()), by, () -> {}, moved -> {});
    }

    static Uf2Content content(byte[] file) throws FailureException {
        return Uf2Content.of(ImageData.of(ByteBuffer.wrap(file)));
    }

    Uf2Board board() {
        return Objects.requireNonNull(board);
    }

    long moved() {
        return hub.moved(1);
    }

    @Override
    public void close() {
        hub.close();
        pages.close();
    }
}
