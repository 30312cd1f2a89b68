package dev.gangway.sdp;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * The reports of SDP (the project's dossier more-boot-roms.md): 1 carries a command, 2 data to the board, 3 comes back with the
 * state of secure boot, 4 with the answer. A command is big-endian, an answer little-endian. One thread at a time.
 */
final class SdpWire {
    private static final Duration TIME = Duration.ofSeconds(5);
    private static final int SET_REPORT = 9;
    private static final int TO_INTERFACE = 0x21;
    private static final int OUTPUT = 2 << 8;
    private static final int COMMAND = 1;
    private static final int DATA = 2;
    private static final int STATE = 3;
    private static final int ANSWER = 4;
    private static final int COMMAND_BYTES = 16;

    private static final int ANSWER_BYTES = 64;

    /** Two packets of 64: a report is a byte longer than one, and its last packet short. */
    private static final int ROOM = 128;

    /** What announces a stream (sdps.cpp of nxp-imx/mfgtools): "BLTC", as a number. */
    private static final int ANNOUNCEMENT = 0x43544c42;

    private static final int ANNOUNCEMENT_BYTES = 31;
    private static final byte DOWNLOAD = 2;

    private final UsbSession session;
    private final HidFace face;

    /** Some boot ROMs wait for the whole report, so the last one is filled up. */
    private final int dataBytes;

    private final ByteBuffer out;
    private final ByteBuffer back = ByteBuffer.allocateDirect(ROOM);

    SdpWire(UsbSession session, HidFace face) {
        this.session = session;
        this.face = face;
        dataBytes = face.soc().takes().reportBytes();
        out = ByteBuffer.allocateDirect(1 + dataBytes);
    }

    /** Sends a command; its fields are big-endian. */
    void command(int command, long address, int format, long count, int data) throws ChannelException {
        out.clear();
        out.put((byte) COMMAND)
                .putShort((short) command)
                .putInt((int) address)
                .put((byte) format)
                .putInt((int) count)
                .putInt(data)
                .put((byte) 0);
        send(COMMAND, COMMAND_BYTES);
    }

    /** Says how long the stream is that follows. */
    void announce(long length) throws ChannelException {
        out.clear();
        out.put((byte) COMMAND)
                .putInt(Integer.reverseBytes(ANNOUNCEMENT))
                .putInt(Integer.reverseBytes(1))
                .putInt(Integer.reverseBytes((int) length))
                .put(new byte[3])
                .put(DOWNLOAD)
                .putInt((int) length)
                .put(new byte[11]);
        send(COMMAND, ANNOUNCEMENT_BYTES);
    }

    /** Sends the data that a command has announced, or the next of a stream. */
    void data(ByteBuffer data, LongConsumer moved) throws ChannelException {
        while (data.hasRemaining()) {
            int piece = Math.min(dataBytes, data.remaining());
            out.clear().put((byte) DATA).put(data.slice(data.position(), piece));
            while (out.hasRemaining()) {
                out.put((byte) 0);
            }
            send(DATA, dataBytes);
            data.position(data.position() + piece);
            moved.accept(piece);
        }
    }

    private void send(int report, int bytes) throws ChannelException {
        out.position(0).limit(1 + bytes);
        if (face.out().isPresent()) {
            session.bulkOut(face.out().getAsInt(), out, TIME);
            return;
        }
        session.control(
                new SetupPacket(TO_INTERFACE, SET_REPORT, OUTPUT | report, face.number(), 1 + bytes), out, TIME);
    }

    /** The state of secure boot, which comes first. */
    int state() throws ChannelException, FailureException {
        return report(STATE, 4, TIME).getInt(0);
    }

    /** The answer to a command. */
    int answer(Duration time) throws ChannelException, FailureException {
        return report(ANSWER, 4, time).getInt(0);
    }

    /** The answer to a command. */
    int answer() throws ChannelException, FailureException {
        return answer(TIME);
    }

    /** Fills the buffer from answers, each of which has 64 bytes. */
    void fill(ByteBuffer into) throws ChannelException, FailureException {
        while (into.hasRemaining()) {
            int piece = Math.min(ANSWER_BYTES, into.remaining());
            into.put(report(ANSWER, piece, TIME).limit(piece));
        }
    }

    private ByteBuffer report(int id, int least, Duration time) throws ChannelException, FailureException {
        back.clear();
        int came = session.bulkIn(face.in(), back, time);
        if (came < 1 + least || (back.get(0) & 0xff) != id) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    came == 0
                            ? "the board sent an empty report"
                            : String.format(
                                    "the board sent report %d of %d bytes where report %d belongs",
                                    back.get(0) & 0xff, came - 1, id));
        }
        return back.slice(1, came - 1).order(ByteOrder.LITTLE_ENDIAN);
    }
}
