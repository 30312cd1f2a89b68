package dev.gangway.virtual.rockchip;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What runs from memory and writes the medium: a command of 31 bytes, its data in one direction, a status of 13 bytes. A command
 * that it does not know, or that goes beyond the medium, takes its data and says that it failed.
 */
final class RockusbLoader implements UsbFunction {
    private static final int COMMAND = 31;
    private static final int STATUS = 13;
    private static final int SIGN = 0x43425355;
    private static final int STATUS_SIGN = 0x53425355;
    private static final int MOST_DATA = 4 << 20;
    private static final Duration LEAVES = Duration.ofMillis(20);

    private final UsbIdentity identity;
    private final RockchipSoc soc;
    private final SectorMedium medium;
    private final RockchipHost host;
    private final FaultPlan faults;
    private final long bytesPerSecond;
    private final ByteBuffer command = ByteBuffer.allocate(COMMAND).order(ByteOrder.LITTLE_ENDIAN);
    private ByteBuffer incoming = ByteBuffer.allocate(0);
    private ByteBuffer outgoing = ByteBuffer.allocate(0);
    private ByteBuffer status = ByteBuffer.allocate(0);
    private Phase phase = Phase.COMMAND;

    private enum Phase {
        COMMAND,
        INCOMING,
        BUSY,
        OUTGOING,
        STATUS
    }

    /**
     * A loader.
     *
     * @param bytesPerSecond how fast the medium is; 0 = as fast as can be
     */
    RockusbLoader(
            UsbIdentity identity,
            RockchipSoc soc,
            SectorMedium medium,
            RockchipHost host,
            FaultPlan faults,
            long bytesPerSecond) {
        this.identity = identity;
        this.soc = soc;
        this.medium = medium;
        this.host = host;
        this.faults = faults;
        this.bytesPerSecond = bytesPerSecond;
    }

    @Override
    public UsbIdentity identity() {
        return identity;
    }

    @Override
    public int bulkOut(int endpoint, ByteBuffer data) {
        if (endpoint != RockchipLook.OUT) {
            return STALL;
        }
        return switch (phase) {
            case COMMAND -> command(data);
            case INCOMING -> incoming(data);
            default -> NAK;
        };
    }

    private int command(ByteBuffer data) {
        int taken = move(data, command);
        if (command.hasRemaining()) {
            return taken;
        }
        long length = Integer.toUnsignedLong(command.getInt(8));
        if (command.getInt(0) != SIGN || length > MOST_DATA) {
            command.clear();
            return STALL;
        }
        // A command without data may have either direction: rkdeveloptool has "in" for the question whether it is
        // ready.
        if (length > 0 && command.get(12) < 0) {
            begin(answer((int) length));
        } else {
            incoming = ByteBuffer.allocate((int) length);
            phase = Phase.INCOMING;
            if (length == 0) {
                perform();
            }
        }
        return taken;
    }

    private int incoming(ByteBuffer data) {
        int taken = move(data, incoming);
        if (!incoming.hasRemaining()) {
            perform();
        }
        return taken;
    }

    private static int move(ByteBuffer from, ByteBuffer to) {
        int size = Math.min(from.remaining(), to.remaining());
        to.put(from.slice(from.position(), size));
        from.position(from.position() + size);
        return size;
    }

    private int code() {
        return command.get(15) & 0xff;
    }

    private long sector() {
        return Integer.toUnsignedLong(Integer.reverseBytes(command.getInt(17)));
    }

    private int sectors() {
        return Short.reverseBytes(command.getShort(22)) & 0xffff;
    }

    /** What the host asks for; null when the loader cannot tell. */
    private void begin(byte[] data) {
        outgoing = ByteBuffer.wrap(data);
        phase = Phase.OUTGOING;
        host.wake();
    }

    private byte[] answer(int wanted) {
        byte[] data =
                switch (code()) {
                    case 0x01 -> "EMMC ".getBytes(StandardCharsets.US_ASCII);
                    case 0x1a -> flashInfo();
                    case 0x1b -> chipInfo();
                    case 0xaa -> new byte[] {0x05, 0, 0, 0, 0, 0, 0, 0};
                    case 0x14 -> sectorsOf(wanted);
                    default -> new byte[0];
                };
        boolean known = data.length > 0;
        settle(known ? 0 : 1);
        byte[] given = new byte[known ? Math.min(data.length, wanted) : wanted];
        System.arraycopy(data, 0, given, 0, Math.min(data.length, given.length));
        return given;
    }

    private byte[] sectorsOf(int wanted) {
        if (wanted != sectors() * SectorMedium.SECTOR
                || !medium.holds(sector(), sectors())
                || faults.strike(RockchipFault.ReadError.class).isPresent()) {
            return new byte[0];
        }
        return medium.read(sector() * SectorMedium.SECTOR, wanted);
    }

    private byte[] flashInfo() {
        boolean lies = faults.strike(RockchipFault.Larger.class).isPresent();
        return ByteBuffer.allocate(11)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (lies ? 2 * medium.sectors() : medium.sectors()))
                .putShort((short) 1024)
                .put((byte) 4)
                .put((byte) 0)
                .put((byte) 40)
                .put((byte) 0)
                .put((byte) 1)
                .array();
    }

    /** The chip's name backwards in its first four bytes, as U-Boot's gadget has it. */
    private byte[] chipInfo() {
        byte[] info = new byte[16];
        byte[] name = soc.inFiles().getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < name.length; i++) {
            info[i] = name[name.length - 1 - i];
        }
        return info;
    }

    /** All data of a command is here. */
    private void perform() {
        phase = Phase.BUSY;
        boolean done =
                switch (code()) {
                    case 0x00 -> faults.strike(RockchipFault.Busy.class).isEmpty();
                    case 0x15 -> written();
                    case 0x25 -> erased();
                    case 0xff -> leaves();
                    default -> false;
                };
        settle(done ? 0 : 1);
        long bytes = code() == 0x15 ? incoming.capacity() : 0;
        if (bytesPerSecond == 0 || bytes == 0) {
            tell();
        } else {
            host.after(Duration.ofNanos(bytes * 1_000_000_000L / bytesPerSecond), this::tell);
        }
    }

    private void tell() {
        phase = Phase.STATUS;
        host.wake();
    }

    private boolean written() {
        boolean fits = incoming.capacity() == sectors() * SectorMedium.SECTOR && medium.holds(sector(), sectors());
        if (!fits || faults.strike(RockchipFault.WriteError.class).isPresent()) {
            return false;
        }
        if (faults.strike(RockchipFault.SwallowWrite.class).isPresent()) {
            return true;
        }
        if (faults.strike(RockchipFault.CorruptWrite.class).isPresent()) {
            int middle = incoming.capacity() / 2;
            incoming.put(middle, (byte) (incoming.get(middle) ^ 0x10));
        }
        medium.write(sector(), incoming.rewind());
        return true;
    }

    private boolean erased() {
        if (!medium.holds(sector(), sectors())) {
            return false;
        }
        medium.erase(sector(), sectors());
        return true;
    }

    private boolean leaves() {
        boolean toBootRom = command.get(16) == 3;
        host.after(LEAVES, () -> host.restart(toBootRom));
        return true;
    }

    private void settle(int failed) {
        int tag = command.getInt(4);
        boolean wrong = faults.strike(RockchipFault.WrongTag.class).isPresent();
        status = ByteBuffer.allocate(STATUS)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(STATUS_SIGN)
                .putInt(wrong ? ~tag : tag)
                .putInt(0)
                .put((byte) failed)
                .flip();
        command.clear();
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into) {
        if (endpoint != RockchipLook.IN) {
            return STALL;
        }
        if (phase == Phase.OUTGOING) {
            int given = move(outgoing, into);
            if (!outgoing.hasRemaining()) {
                phase = Phase.STATUS;
            }
            return given;
        }
        if (phase != Phase.STATUS) {
            return NAK;
        }
        int given = move(status, into);
        if (!status.hasRemaining()) {
            phase = Phase.COMMAND;
            host.wake();
        }
        return given;
    }

    @Override
    public void busReset() {
        command.clear();
        phase = Phase.COMMAND;
    }
}
