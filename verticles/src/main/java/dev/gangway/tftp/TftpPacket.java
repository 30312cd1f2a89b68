package dev.gangway.tftp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What clients send, and what is sent to them. RFC 1350, section 5; RFC 2347. */
sealed interface TftpPacket {
    /** Opcodes. */
    int RRQ = 1;

    int WRQ = 2;
    int DATA = 3;
    int ACK = 4;
    int ERROR = 5;
    int OACK = 6;

    /** Error codes. */
    int UNDEFINED = 0;

    int NOT_FOUND = 1;
    int ACCESS = 2;
    int ILLEGAL = 4;
    int UNKNOWN_ID = 5;
    int OPTIONS = 8;

    /** Opcode and block number before the data. */
    int HEADER = 4;

    /** RFC 2347: a request has 512 bytes at most. */
    int LONGEST_REQUEST = 512;

    /**
     * A file is asked for.
     *
     * @param name as it was sent
     * @param mode in small letters
     * @param options by their names in small letters
     */
    record Request(String name, String mode, Map<String, String> options) implements TftpPacket {
        /** Copies the map. */
        public Request {
            options = Map.copyOf(options);
        }
    }

    /** All up to this block has come; the number without its upper bits. */
    record Ack(int block) implements TftpPacket {}

    /** The client gives up. */
    record GivenUp(int code, String text) implements TftpPacket {}

    /**
     * Reads a packet.
     *
     * @throws TftpRefusal for what a server that only sends does not take
     */
    static TftpPacket parse(ByteBuffer packet) throws TftpRefusal {
        if (packet.remaining() < 4) {
            throw new TftpRefusal(ILLEGAL, "a packet of " + packet.remaining() + " bytes is none");
        }
        int opcode = packet.getShort() & 0xffff;
        return switch (opcode) {
            case RRQ -> request(packet);
            case WRQ -> throw new TftpRefusal(ACCESS, "nothing is written here");
            case ACK -> new Ack(packet.getShort() & 0xffff);
            case ERROR -> new GivenUp(packet.getShort() & 0xffff, shown(packet));
            default -> throw new TftpRefusal(ILLEGAL, "operation " + opcode + " is not for this side");
        };
    }

    private static Request request(ByteBuffer packet) throws TftpRefusal {
        if (packet.remaining() > LONGEST_REQUEST - 2) {
            throw new TftpRefusal(ILLEGAL, "a request has " + LONGEST_REQUEST + " bytes at most");
        }
        List<String> words = new ArrayList<>();
        while (packet.hasRemaining()) {
            words.add(word(packet));
        }
        if (words.size() < 2 || words.size() % 2 != 0) {
            throw new TftpRefusal(ILLEGAL, "a request has a name, a mode, and options with their values");
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 2; i < words.size(); i += 2) {
            if (options.put(words.get(i).toLowerCase(Locale.ROOT), words.get(i + 1)) != null) {
                throw new TftpRefusal(OPTIONS, "an option may come once");
            }
        }
        return new Request(words.get(0), words.get(1).toLowerCase(Locale.ROOT), options);
    }

    private static String word(ByteBuffer packet) throws TftpRefusal {
        StringBuilder word = new StringBuilder();
        while (packet.hasRemaining()) {
            int one = packet.get() & 0xff;
            if (one == 0) {
                return word.toString();
            }
            if (one < ' ' || one > '~') {
                throw new TftpRefusal(ILLEGAL, "a request is printable ASCII");
            }
            word.append((char) one);
        }
        throw new TftpRefusal(ILLEGAL, "the request's end is missing");
    }

    private static String shown(ByteBuffer packet) {
        StringBuilder text = new StringBuilder();
        while (packet.hasRemaining() && text.length() < LONGEST_REQUEST) {
            int one = packet.get() & 0xff;
            if (one == 0) {
                break;
            }
            text.append(one < ' ' || one > '~' ? '.' : (char) one);
        }
        return text.toString();
    }

    /** An error, to be sent. */
    static ByteBuffer error(int code, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(HEADER + ascii.length + 1)
                .putShort((short) ERROR)
                .putShort((short) code)
                .put(ascii)
                .put((byte) 0)
                .flip();
    }

    /** What was agreed on, to be sent. */
    static ByteBuffer agreed(Map<String, String> options) {
        StringBuilder text = new StringBuilder();
        options.forEach(
                (name, value) -> text.append(name).append('\0').append(value).append('\0'));
        byte[] ascii = text.toString().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(2 + ascii.length)
                .putShort((short) OACK)
                .put(ascii)
                .flip();
    }
}
