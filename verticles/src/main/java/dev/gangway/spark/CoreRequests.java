package dev.gangway.spark;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The messages of a cloud to a Core, byte by byte as its firmware wants them (the dossier's section 5.1): a token of one byte,
 * then the path of one letter. What a Core understands and nobody may send has no method here: a store other than the one that
 * it writes to, a change of its keys.
 */
final class CoreRequests {
    /** Bytes of a chunk: a divisor of a sector, and the largest that all firmware takes. */
    static final int CHUNK = 512;

    /** Ends a transfer without installing what came: the Core drops the link, and what it has stays. */
    static final int END_OF_FILE = 0xffff;

    /** The longest argument of a function. */
    static final int LONGEST_ARGUMENT = 63;

    /** The longest name of a function or variable. */
    static final int LONGEST_NAME = 12;

    private static final int FAST = 1;
    private static final int FIRMWARE_STORE = 0;
    private static final int CONFIRMABLE = 0x41;
    private static final int PLAIN = 0x51;
    private static final int NO_TOKEN = 0x50;
    private static final int GET = 1;
    private static final int POST = 2;
    private static final int PUT = 3;
    private static final int MARKER = 0xff;
    private static final int LONG_OPTION = 13;

    private CoreRequests() {}

    static byte[] hello(int id, byte token) {
        return begin(PLAIN, POST, id, token, 'h').toByteArray();
    }

    /** Asks whether it is there. */
    static byte[] ping(int id) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x40);
        out.write(0);
        number(out, id, 2);
        return out.toByteArray();
    }

    static byte[] describe(int id, byte token) {
        return begin(CONFIRMABLE, GET, id, token, 'd').toByteArray();
    }

    static byte[] function(int id, byte token, String name, String argument) {
        ByteArrayOutputStream out = begin(CONFIRMABLE, POST, id, token, 'f');
        option(out, 0, name);
        option(out, 4, argument);
        return out.toByteArray();
    }

    static byte[] variable(int id, byte token, String name) {
        ByteArrayOutputStream out = begin(CONFIRMABLE, GET, id, token, 'v');
        option(out, 0, name);
        return out.toByteArray();
    }

    static byte[] signal(int id, byte token, boolean on) {
        ByteArrayOutputStream out = begin(CONFIRMABLE, PUT, id, token, 's');
        option(out, 4, on ? "\1" : "\0");
        return out.toByteArray();
    }

    /** An event that only this Core gets. */
    static byte[] event(int id, String name, String data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(NO_TOKEN);
        out.write(POST);
        number(out, id, 2);
        out.write(0xb1);
        out.write('E');
        option(out, 0, name);
        out.write(MARKER);
        out.writeBytes(ascii(data));
        return out.toByteArray();
    }

    /** The beginning of an update as old firmware understands it: always the firmware, always the usual chunks. */
    static byte[] beginOld(int id, byte token) {
        return begin(CONFIRMABLE, POST, id, token, 'u').toByteArray();
    }

    /**
     * The beginning of an update.
     *
     * @param fast whether chunks need no answers
     * @param length bytes of this part
     * @param from where this part begins, counted from the beginning of the place
     */
    static byte[] begin(int id, byte token, boolean fast, int length, FlashPlace place, long from) {
        ByteArrayOutputStream out = begin(CONFIRMABLE, POST, id, token, 'u');
        out.write(MARKER);
        out.write(fast ? FAST : 0);
        number(out, CHUNK, 2);
        number(out, length, 4);
        out.write(FIRMWARE_STORE);
        number(out, place.address() + from - FlashPlace.UPDATE, 4);
        return out.toByteArray();
    }

    /** The beginning of a file, as only builds of the flasher branch understand it; newer ones take it for a firmware's. */
    static byte[] save(int id, byte token, FlashPlace place) {
        ByteArrayOutputStream out = begin(CONFIRMABLE, POST, id, token, 's');
        out.write(MARKER);
        number(out, place.address(), 4);
        number(out, place.length(), 4);
        return out.toByteArray();
    }

    /** A chunk for firmware that counts them itself. */
    static byte[] chunk(int id, byte token, ByteBuffer data) {
        ByteArrayOutputStream out = begin(CONFIRMABLE, POST, id, token, 'c');
        crc(out, data);
        return payload(out, data);
    }

    /** A chunk with its number. */
    static byte[] chunk(int id, byte token, ByteBuffer data, int index) {
        ByteArrayOutputStream out = begin(CONFIRMABLE, POST, id, token, 'c');
        crc(out, data);
        out.write(2);
        number(out, index, 2);
        return payload(out, data);
    }

    static byte[] done(int id, byte token) {
        return begin(CONFIRMABLE, PUT, id, token, 'u').toByteArray();
    }

    /** That a message came. */
    static byte[] acknowledge(int id) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x60);
        out.write(0);
        number(out, id, 2);
        return out.toByteArray();
    }

    /** The time, in seconds since 1970. */
    static byte[] time(CoapMessage question, long seconds) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer token = question.token().duplicate();
        out.write(0x60 | token.remaining());
        out.write(CoapMessage.CONTENT);
        number(out, question.id(), 2);
        while (token.hasRemaining()) {
            out.write(token.get());
        }
        out.write(MARKER);
        number(out, seconds, 4);
        return out.toByteArray();
    }

    private static ByteArrayOutputStream begin(int kind, int code, int id, byte token, char path) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(kind);
        out.write(code);
        number(out, id, 2);
        out.write(token);
        out.write(0xb1);
        out.write(path);
        return out;
    }

    private static void crc(ByteArrayOutputStream out, ByteBuffer data) {
        CRC32 crc = new CRC32();
        crc.update(data.duplicate());
        out.write(0x44);
        number(out, crc.getValue(), 4);
    }

    private static byte[] payload(ByteArrayOutputStream out, ByteBuffer data) {
        out.write(MARKER);
        ByteBuffer rest = data.duplicate();
        while (rest.hasRemaining()) {
            out.write(rest.get());
        }
        return out.toByteArray();
    }

    private static void option(ByteArrayOutputStream out, int delta, String text) {
        byte[] value = ascii(text);
        if (value.length < LONG_OPTION) {
            out.write((delta << 4) | value.length);
        } else {
            out.write((delta << 4) | LONG_OPTION);
            out.write(value.length - LONG_OPTION);
        }
        out.writeBytes(value);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void number(ByteArrayOutputStream out, long value, int bytes) {
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
            out.write((int) (value >> shift));
        }
    }
}
