package dev.gangway.station.lab.emulated;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stopped or running machine behind a gdb stub (GDB manual, appendix E.2): memory, registers of an ARM core, breakpoints.
 * One thread at a time; {@link #close} may come from any thread and ends what waits.
 *
 * <p>Every method throws an {@link IOException} when the stub hangs up or is silent for too long.
 */
final class GdbRemote implements AutoCloseable {
    /** Register numbers of the ARM core feature, as in gdb's arm-core.xml. */
    static final int SP = 13;

    static final int LR = 14;
    static final int PC = 15;
    static final int CPSR = 25;

    /** Letters of a memory packet before its data, at most: {@code Maaaaaaaa,llll:}. */
    private static final int MEMORY_HEAD = 16;

    private static final int ARM_INSTRUCTION = 4;
    private static final Pattern PACKET_SIZE = Pattern.compile("PacketSize=([0-9a-f]+)");
    private static final HexFormat HEX = HexFormat.of();

    /** The stub said that it can't: an address without memory, an unknown register. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String command, String answer) {
            super("gdb stub: " + command + " was answered with [" + answer + "]");
        }
    }

    private final Socket socket;
    private final int patience;
    private final GdbPackets packets;
    private final int piece;

    /** Begins to speak with the stub; {@code patience} is how long it may be silent over one command. */
    GdbRemote(Socket socket, Duration patience) throws IOException {
        this.socket = socket;
        this.patience = Math.toIntExact(patience.toMillis());
        socket.setSoTimeout(this.patience);
        socket.setTcpNoDelay(true);
        packets = new GdbPackets(socket.getInputStream(), socket.getOutputStream());
        String features = ask("qSupported");
        Matcher size = PACKET_SIZE.matcher(features);
        if (!size.find()) {
            throw new Refused("qSupported", features);
        }
        piece = (Integer.parseInt(size.group(1), 16) - MEMORY_HEAD) / 2;
        // QEMU gives single registers only to a client that has asked for the description of its target.
        ask("qXfer:features:read:target.xml:0,ffb");
    }

    /**
     * Fills the buffer from memory.
     *
     * @throws Refused when no memory is there
     */
    void readMemory(long address, ByteBuffer into) throws IOException {
        for (long at = address; into.hasRemaining(); ) {
            int count = Math.min(piece, into.remaining());
            String command = String.format("m%x,%x", at, count);
            String hex = ask(command);
            if (hex.length() != 2 * count) {
                throw new Refused(command, hex);
            }
            into.put(HEX.parseHex(hex));
            at += count;
        }
    }

    /**
     * Writes the buffer's bytes to memory.
     *
     * @throws Refused when the stub says that no memory is there; QEMU's keeps silent about it
     */
    void writeMemory(long address, ByteBuffer from) throws IOException {
        for (long at = address; from.hasRemaining(); ) {
            byte[] bytes = new byte[Math.min(piece, from.remaining())];
            from.get(bytes);
            order(String.format("M%x,%x:", at, bytes.length) + HEX.formatHex(bytes));
            at += bytes.length;
        }
    }

    /** A register's value. */
    int register(int number) throws IOException {
        String command = String.format("p%x", number);
        String hex = ask(command);
        if (hex.length() != 8) {
            throw new Refused(command, hex);
        }
        return Integer.reverseBytes(HexFormat.fromHexDigits(hex));
    }

    /** Sets a register. Of the stack pointer, the one of the mode in {@link #CPSR}. */
    void setRegister(int number, int value) throws IOException {
        order(String.format("P%x=%08x", number, Integer.reverseBytes(value)));
    }

    /** The machine stops before it executes what is at this address. */
    void breakAt(long address) throws IOException {
        order(String.format("Z0,%x,%d", address, ARM_INSTRUCTION));
    }

    /** Lets the machine run; {@link #awaitStop} must be next. */
    void resume() throws IOException {
        packets.send("c");
    }

    /** Waits, for however long, until the machine stops. */
    void awaitStop() throws IOException {
        socket.setSoTimeout(0);
        try {
            String reply = packets.receive();
            if (!reply.startsWith("T05") && !reply.startsWith("S05")) {
                throw new Refused("c", reply);
            }
        } finally {
            if (!socket.isClosed()) {
                socket.setSoTimeout(patience);
            }
        }
    }

    private void order(String command) throws IOException {
        String answer = ask(command);
        if (!answer.equals("OK")) {
            throw new Refused(command.substring(0, Math.min(command.length(), MEMORY_HEAD)), answer);
        }
    }

    private String ask(String command) throws IOException {
        packets.send(command);
        return packets.receive();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
