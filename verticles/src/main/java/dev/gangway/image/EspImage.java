package dev.gangway.image;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.model.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * A bootable image of Espressif's chips (the project's ESP dossier, section 8).
 *
 * @param segments how many
 * @param chip the chip's number in the header; empty for an ESP8266, whose header has none
 * @param digest whether a SHA-256 is appended, and correct
 * @param length bytes that belong to the image
 */
record EspImage(int segments, Optional<Integer> chip, boolean digest, long length) {
    static final int MAGIC = 0xe9;
    static final int MOST_SEGMENTS = 16;

    private static final int SHORT_HEADER = 8;
    private static final int LONG_HEADER = 24;
    private static final int SEGMENT_HEADER = 8;
    private static final int SEED = 0xef;
    private static final int SHA256 = 32;

    /**
     * Checks checksum and digest. Which header it is follows from which of them leads to a correct checksum.
     *
     * @throws FormatException saying what is wrong with it
     */
    static EspImage parse(ImageData data) throws FormatException {
        try {
            return parse(data, LONG_HEADER);
        } catch (FormatException e) {
            try {
                return parse(data, SHORT_HEADER);
            } catch (FormatException old) {
                throw e;
            }
        }
    }

    private static EspImage parse(ImageData data, int headerSize) throws FormatException {
        ByteBuffer header = at(data, 0, headerSize, "header");
        int segments = header.get(1) & 0xff;
        if ((header.get(0) & 0xff) != MAGIC || segments == 0 || segments > MOST_SEGMENTS) {
            throw new FormatException("Espressif image: it has " + segments + " segments; 1 to 16 are possible");
        }
        int checksum = SEED;
        long at = headerSize;
        for (int i = 0; i < segments; i++) {
            String what = "segment " + (i + 1) + " of " + segments;
            long size =
                    Integer.toUnsignedLong(at(data, at, SEGMENT_HEADER, what).getInt(4));
            at += SEGMENT_HEADER;
            checksum ^= xor(data, at, size, what);
            at += size;
        }
        at = at / 16 * 16 + 15;
        int stored = at(data, at, 1, "checksum").get(0) & 0xff;
        if (stored != checksum) {
            throw new FormatException(
                    String.format("Espressif image: checksum is %02x, its segments give %02x", stored, checksum));
        }
        at++;
        boolean digest = headerSize == LONG_HEADER && header.get(23) == 1;
        if (digest) {
            requireDigest(data, at);
            at += SHA256;
        }
        Optional<Integer> chip =
                headerSize == LONG_HEADER ? Optional.of(header.getShort(12) & 0xffff) : Optional.empty();
        return new EspImage(segments, chip, digest, at);
    }

    private static void requireDigest(ImageData data, long length) throws FormatException {
        ByteBuffer stored = at(data, length, SHA256, "SHA-256");
        MessageDigest sha256 = Digest.sha256();
        long at = 0;
        while (at < length) {
            int piece = (int) Math.min(1 << 20, length - at);
            sha256.update(data.slice(at, piece));
            at += piece;
        }
        if (!ByteBuffer.wrap(sha256.digest()).equals(stored)) {
            throw new FormatException("Espressif image: its SHA-256 is wrong; the chip would not start it");
        }
    }

    private static int xor(ImageData data, long offset, long size, String what) throws FormatException {
        require(data, offset, size, what);
        int sum = 0;
        long at = offset;
        while (at < offset + size) {
            ByteBuffer bytes = data.slice(at, (int) Math.min(1 << 20, offset + size - at));
            at += bytes.remaining();
            while (bytes.hasRemaining()) {
                sum ^= bytes.get() & 0xff;
            }
        }
        return sum;
    }

    private static ByteBuffer at(ImageData data, long offset, int size, String what) throws FormatException {
        require(data, offset, size, what);
        return data.slice(offset, size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void require(ImageData data, long offset, long size, String what) throws FormatException {
        if (offset + size > data.length()) {
            throw new FormatException("Espressif image is truncated: its " + what + " needs " + size + " bytes at "
                    + offset + ", the file has " + data.length());
        }
    }
}
