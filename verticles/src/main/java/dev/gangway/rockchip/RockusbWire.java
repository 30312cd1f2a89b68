package dev.gangway.rockchip;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Commands in the manner of USB mass storage (the project's dossier on boot ROMs): a block of 31 bytes that says what is to be
 * done, the data, a block of 13 bytes that says how it went. Lengths of the outer block are little-endian, those of the command
 * within it big-endian. One thread at a time.
 */
final class RockusbWire {
    private static final int COMMAND = 31;
    private static final int COMMAND_SIGN = 0x43425355; // "USBC"
    private static final int STATUS = 13;
    private static final int STATUS_SIGN = 0x53425355; // "USBS"
    private static final int FROM_BOARD = 0x80;
    private static final int INNER_AT = 15;
    private static final int SHORT_INNER = 6;
    private static final int LONG_INNER = 10;

    private final UsbSession session;
    private final int out;
    private final int in;
    private int tag = 0x47570000;

    RockusbWire(UsbSession session, int out, int in) {
        this.session = session;
        this.out = out;
        this.in = in;
    }

    /**
     * A command.
     *
     * @param code what is to be done
     * @param option says it closer; usually 0
     * @param sector the first sector, where it is about any
     * @param sectors how many
     */
    record Command(int code, int option, long sector, int sectors) {
        static Command plain(int code) {
            return new Command(code, 0, 0, 0);
        }
    }

    /** Whether the board did it; the data, if any, goes out. */
    boolean send(Command command, ByteBuffer data, Duration time) throws FailureException {
        return exchange(command, data, null, time) >= 0;
    }

    /**
     * Whether the board did it; fills the buffer, and its position ends behind what the board gave.
     *
     * @param whole whether the board may give no fewer bytes
     */
    boolean receive(Command command, ByteBuffer into, boolean whole, Duration time) throws FailureException {
        int wanted = into.remaining();
        int given = exchange(command, null, into, time);
        if (given >= 0 && whole && given != wanted) {
            throw nonsense(command, "it gave " + given + " bytes of " + wanted);
        }
        return given >= 0;
    }

    /** The bytes that the board gave; -1 when it says that it failed. */
    private int exchange(Command command, @Nullable ByteBuffer data, @Nullable ByteBuffer into, Duration time)
            throws FailureException {
        tag++;
        try {
            session.bulkOut(out, block(command, data, into), time);
            if (data != null && data.hasRemaining()) {
                session.bulkOut(out, data, time);
            }
            int given = into == null || !into.hasRemaining() ? 0 : session.bulkIn(in, into, time);
            return status(command, time) ? given : -1;
        } catch (ChannelException e) {
            throw e.asFailure(text(command));
        }
    }

    private ByteBuffer block(Command command, @Nullable ByteBuffer data, @Nullable ByteBuffer into) {
        boolean moves = command.sectors() > 0 || command.sector() > 0;
        ByteBuffer block = ByteBuffer.allocate(COMMAND).order(ByteOrder.LITTLE_ENDIAN);
        block.putInt(COMMAND_SIGN).putInt(tag);
        block.putInt(data != null ? data.remaining() : into != null ? into.remaining() : 0);
        block.put((byte) (into == null ? 0 : FROM_BOARD)).put((byte) 0);
        block.put((byte) (moves ? LONG_INNER : SHORT_INNER));
        block.position(INNER_AT).order(ByteOrder.BIG_ENDIAN);
        block.put((byte) command.code()).put((byte) command.option()).putInt((int) command.sector());
        block.put((byte) 0).putShort((short) command.sectors());
        return block.rewind();
    }

    private boolean status(Command command, Duration time) throws ChannelException, FailureException {
        ByteBuffer block = ByteBuffer.allocate(STATUS).order(ByteOrder.LITTLE_ENDIAN);
        int given = session.bulkIn(in, block, time);
        if (given != STATUS || block.getInt(0) != STATUS_SIGN) {
            throw nonsense(command, "its status is none");
        }
        if (block.getInt(4) != tag) {
            throw nonsense(command, "its status is of another command");
        }
        return block.get(STATUS - 1) == 0;
    }

    private static FailureException nonsense(Command command, String what) {
        return new FailureException(FailureKind.PROTOCOL_GARBAGE, text(command) + ": " + what);
    }

    static String text(Command command) {
        return command.sectors() == 0
                ? String.format("rockusb command %02x", command.code())
                : String.format("rockusb command %02x at sector %d", command.code(), command.sector());
    }
}
