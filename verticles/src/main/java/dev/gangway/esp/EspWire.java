package dev.gangway.esp;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SerialLine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Commands and answers (the dossier's sections 2 and 3). One thread at a time. */
final class EspWire {
    static final int SYNC = 0x08;
    static final int MOST_DATA = 16 + 0x400;

    private static final int REQUEST = 0;
    private static final int RESPONSE = 1;
    private static final int HEADER = 8;
    private static final int STATUS = 2;
    private static final int ROOM = 2 * (HEADER + MOST_DATA) + 2;
    private static final int REPEATED = 7;
    private static final int MOST_PACKETS = 100;
    private static final int MOST_LOG = 4096;
    private static final int MOST_NOISE = 1 << 16;
    private static final Duration STALLED = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofMillis(200);
    private static final Duration AFTER_SYNC = Duration.ofMillis(50);
    private static final Duration AFTER_RESET = Duration.ofMillis(50);
    private static final Duration SYNC_TIME = Duration.ofMillis(100);

    private final SerialLine line;
    private final SlipReader slip = new SlipReader();
    private final ByteBuffer out = ByteBuffer.allocate(ROOM);
    private final ByteBuffer in = ByteBuffer.allocate(4096).limit(0);

    /**
     * An answer.
     *
     * @param value the field of that name, unsigned
     * @param data what stands before the status
     */
    record Reply(long value, byte[] data) {
        ByteBuffer words() {
            return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    EspWire(SerialLine line) {
        this.line = line;
    }

    SerialLine line() {
        return line;
    }

    /** Little-endian words, as most commands have them. */
    static ByteBuffer words(long... words) {
        ByteBuffer data = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long word : words) {
            data.putInt((int) word);
        }
        return data.flip();
    }

    /**
     * Sends a command and waits for its answer.
     *
     * @param least how many bytes stand before the status
     * @param patience how long nothing may come
     * @throws EspRefusal when the answer is an error
     */
    Reply command(int command, ByteBuffer data, int checksum, int least, Duration patience)
            throws ChannelException, EspRefusal {
        send(command, data, checksum);
        ByteBuffer answer = answer(command, patience);
        long value = Integer.toUnsignedLong(answer.getInt(4));
        int length = answer.limit() - HEADER;
        boolean whole = length >= least + STATUS;
        int status = whole ? HEADER + least : HEADER;
        if (length < STATUS || answer.get(status) != 0 || !whole) {
            EspRefusal refusal = length < STATUS
                    ? new EspRefusal(0, 0)
                    : new EspRefusal(answer.get(status) & 0xff, answer.get(status + 1) & 0xff);
            if (refusal.isUnsupported()) {
                seven(command, SILENCE);
            }
            throw refusal;
        }
        byte[] before = new byte[least];
        answer.get(HEADER, before);
        return new Reply(value, before);
    }

    private void send(int command, ByteBuffer data, int checksum) throws ChannelException {
        int length = data.remaining();
        ByteBuffer packet = ByteBuffer.allocate(HEADER + length).order(ByteOrder.LITTLE_ENDIAN);
        packet.put((byte) REQUEST).put((byte) command).putShort((short) length).putInt(checksum);
        packet.put(data).flip();
        out.clear();
        SlipReader.write(packet, out);
        line.write(out.flip(), STALLED);
    }

    /** The answer to this command; others, late ones and noise are passed over. */
    private ByteBuffer answer(int command, Duration patience) throws ChannelException {
        int noise = 0;
        for (int packets = 0; packets < MOST_PACKETS && noise < MOST_NOISE; ) {
            if (slip.take(in)) {
                packets++;
                ByteBuffer packet = slip.packet();
                if (packet.limit() >= HEADER
                        && packet.get(0) == RESPONSE
                        && ((packet.get(1) & 0xff) == command || knowsNoSuchCommand(packet))
                        && (packet.getShort(2) & 0xffff) == packet.limit() - HEADER) {
                    return packet;
                }
                continue;
            }
            in.clear();
            int came = line.read(in, patience);
            in.flip();
            noise += came;
            if (came == 0) {
                throw new ChannelException(
                        ChannelFault.TIMEOUT,
                        String.format(
                                "no answer to command 0x%02x within %s s%s",
                                command,
                                patience.toMillis() / 1000.0,
                                noise == 0 ? "" : ", though " + noise + " other bytes came"));
            }
        }
        throw new ChannelException(
                ChannelFault.OVERFLOW,
                String.format("%d bytes came, and no answer to command 0x%02x was in them", noise, command));
    }

    /** Such an answer names another command than the one that it refuses: esptool-js knows it by that. */
    private static boolean knowsNoSuchCommand(ByteBuffer packet) {
        return packet.limit() >= HEADER + STATUS
                && new EspRefusal(packet.get(HEADER) & 0xff, packet.get(HEADER + 1) & 0xff).isUnsupported();
    }

    /** The loader says some things eight times: the others are read, and what else has come is forgotten. */
    private void seven(int command, Duration patience) throws ChannelException {
        try {
            for (int i = 0; i < REPEATED; i++) {
                answer(command, patience);
            }
        } catch (ChannelException e) {
            if (e.fault() != ChannelFault.TIMEOUT && e.fault() != ChannelFault.OVERFLOW) {
                throw e;
            }
        }
        forget();
    }

    /** Throws away what has come. */
    void forget() throws ChannelException {
        line.discard();
        in.clear().limit(0);
        slip.reset();
    }

    /** What comes until nothing does, as text: a chip that starts says in which mode. */
    String heard() throws ChannelException {
        StringBuilder text = new StringBuilder();
        while (text.length() < MOST_LOG && line.read(in.clear(), AFTER_RESET) > 0) {
            text.append(StandardCharsets.ISO_8859_1.decode(in.flip()));
        }
        in.clear().limit(0);
        slip.reset();
        return text.toString();
    }

    /** Asks for a sign of life: so the loader also measures the rate. */
    boolean sync() throws ChannelException {
        ByteBuffer pattern = ByteBuffer.allocate(36).put(new byte[] {7, 7, 0x12, 0x20});
        while (pattern.hasRemaining()) {
            pattern.put((byte) 0x55);
        }
        try {
            command(SYNC, pattern.flip(), 0, 0, SYNC_TIME);
            seven(SYNC, AFTER_SYNC);
            return true;
        } catch (EspRefusal e) {
            return false;
        } catch (ChannelException e) {
            if (e.fault() != ChannelFault.TIMEOUT && e.fault() != ChannelFault.OVERFLOW) {
                throw e;
            }
            return false;
        }
    }
}
