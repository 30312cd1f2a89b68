package dev.gangway.format;

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
 * @param leastRevision the first revision of the chip that may run it, times 100
 * @param lastRevision the last one, times 100; {@link #ANY_LATER} when it names none
 */
public record EspImage(
        int segments, Optional<Integer> chip, boolean digest, long length, int leastRevision, int lastRevision) {
    /** {@link #lastRevision} of an image that runs on all later ones. */
    public static final int ANY_LATER = 0xffff;

    private static final int MAGIC = 0xe9;
    private static final int MOST_SEGMENTS = 16;
    private static final int MODE = 2;
    private static final int SIZE_AND_FREQUENCY = 3;
    private static final int CHIP = 12;
    private static final int OLD_LEAST = 14;
    private static final int LEAST = 15;
    private static final int LAST = 17;
    private static final int HAS_DIGEST = 23;

    private static final int SHORT_HEADER = 8;
    private static final int LONG_HEADER = 24;
    private static final int SEGMENT_HEADER = 8;
    /** What checksums of Espressif's begin with: of images, and of blocks for the boot ROM. */
    public static final int SEED = 0xef;

    private static final int SHA256 = 32;

    /** What its header may be changed to; empty = as it is. Codes are those of the header (the dossier's section 8). */
    public record Settings(Optional<Integer> mode, Optional<Integer> size, Optional<Integer> frequency) {
        /** Changes nothing. */
        public static final Settings KEEP = new Settings(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether a file begins like one. */
    public static boolean startsLikeOne(ImageData data) {
        return data.length() >= SHORT_HEADER
                && (data.slice(0, 2).get(0) & 0xff) == MAGIC
                && (data.slice(0, 2).get(1) & 0xff) <= MOST_SEGMENTS;
    }

    /**
     * The file with another header, and its digest made right: the chip's loader checks that.
     *
     * @return the file itself when nothing changes
     */
    public ImageData with(Settings settings, ImageData data) {
        ByteBuffer old = data.slice(0, SHORT_HEADER);
        byte mode = settings.mode().map(Integer::byteValue).orElse(old.get(MODE));
        int both = old.get(SIZE_AND_FREQUENCY) & 0xff;
        byte sizeAndFrequency = (byte)
                (settings.size().orElse(both >> 4) << 4 | settings.frequency().orElse(both & 0xf));
        if (mode == old.get(MODE) && sizeAndFrequency == (byte) both) {
            return data;
        }
        ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(data.length()));
        file.put(data.slice(0, file.capacity()));
        file.put(MODE, mode).put(SIZE_AND_FREQUENCY, sizeAndFrequency);
        if (digest) {
            int covered = Math.toIntExact(length) - SHA256;
            MessageDigest sha256 = Digest.sha256();
            sha256.update(file.slice(0, covered));
            file.put(covered, sha256.digest());
        }
        return ImageData.of(file.flip());
    }

    /**
     * Checks checksum and digest. Which header it is follows from which of them leads to a correct checksum.
     *
     * @throws FormatException saying what is wrong with it
     */
    public static EspImage parse(ImageData data) throws FormatException {
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
        boolean digest = headerSize == LONG_HEADER && header.get(HAS_DIGEST) == 1;
        if (digest) {
            requireDigest(data, at);
            at += SHA256;
        }
        if (headerSize == SHORT_HEADER) {
            return new EspImage(segments, Optional.empty(), false, at, 0, ANY_LATER);
        }
        int least = header.getShort(LEAST) & 0xffff;
        int last = header.getShort(LAST) & 0xffff;
        return new EspImage(
                segments,
                Optional.of(header.getShort(CHIP) & 0xffff),
                digest,
                at,
                least == 0 ? (header.get(OLD_LEAST) & 0xff) * 100 : least,
                last == 0 ? ANY_LATER : last);
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
