package dev.gangway.virtual.rpiboot;

import dev.gangway.channel.UsbIdentity.Endpoint;
import dev.gangway.channel.UsbIdentity.Interface;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.disk.DiskLook;
import dev.gangway.virtual.disk.DiskMedium;
import dev.gangway.virtual.gadget.PartitionStore;
import dev.gangway.virtual.gadget.StoreException;
import dev.gangway.virtual.kind.BoardParts;
import dev.gangway.virtual.serial.SerialLook;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * A board that runs Raspberry Pi's mass-storage-gadget64: its eMMC is a disk, and a serial console lies beside it (ids and names:
 * configure-gadgets of raspberrypi/buildroot, branch mass-storage-gadget64).
 */
final class PiDisk implements VirtualBoard {
    private static final int VENDOR = 0x0a5c;
    private static final int PRODUCT = 0x0104;
    private static final int PACKET = 512;
    private static final int INTERRUPT = 3;
    private static final int COMMUNICATION = 1;
    private static final int DATA = 2;
    private static final Duration START_UP = Duration.ofMillis(50);

    /** CDC ACM behind the disk, which is interface 0 with the endpoints 81 and 01. */
    private static final List<Interface> CONSOLE = List.of(
            new Interface(COMMUNICATION, 0, 0x02, 0x02, 0x01, List.of(new Endpoint(0x83, INTERRUPT, 10)), null),
            new Interface(
                    DATA,
                    0,
                    0x0a,
                    0,
                    0,
                    List.of(new Endpoint(0x82, Endpoint.BULK, PACKET), new Endpoint(0x02, Endpoint.BULK, PACKET)),
                    null));

    private final DiskLook look;
    private final Emmc emmc;
    private final BoardParts parts;

    /**
     * A disk.
     *
     * @param serial the board's, 8 hex digits; its kernel tells 16
     * @param partition which of the store's is the eMMC
     */
    PiDisk(String serial, PartitionStore store, String partition, BoardParts parts) {
        this.look = new DiskLook(
                VENDOR,
                PRODUCT,
                "Raspberry Pi",
                "Raspberry Pi multi-function USB device",
                serial.isEmpty() ? "" : "10000000" + serial,
                partition,
                "",
                false,
                1,
                0);
        this.emmc = new Emmc(store, partition);
        this.parts = parts;
    }

    @Override
    public void plugged(BoardPort port) {
        parts.console().accept("rpiboot: the eMMC is a disk");
        port.after(
                START_UP,
                () -> port.enumerate(look.function(
                        emmc,
                        parts.faults(),
                        port::wake,
                        () -> {},
                        CONSOLE,
                        sound -> SerialLook.withFunctional(sound, COMMUNICATION, DATA))));
    }

    @Override
    public void unplugged() {
        // The eMMC keeps what it has.
    }

    @Override
    public String describe() {
        return "rpiboot disk";
    }

    /** The eMMC, block by block. */
    private record Emmc(PartitionStore store, String partition) implements DiskMedium {
        @Override
        public int blockSize() {
            return PACKET;
        }

        @Override
        public long blocks() {
            try {
                return store.size(partition) / PACKET;
            } catch (StoreException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void read(long at, ByteBuffer into) {
            try {
                store.read(partition, at, into);
            } catch (StoreException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void write(long at, ByteBuffer from) {
            try {
                store.write(partition, at, from.remaining(), page -> {
                    int size = page.remaining();
                    page.put(from.slice(from.position(), size));
                    from.position(from.position() + size);
                });
            } catch (StoreException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
