package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What an i.MX boot ROM that takes a stream may be given, and how much of it it wants (sdps.cpp and rominfo.cpp of
 * nxp-imx/mfgtools). Containers of the i.MX 8QM, 8QXP, 8DXL, 8ULP and 9x begin with a header; i.MX 8M files with an image vector
 * table; i.MX 28 files have a mark.
 */
public final class ImxContainer {
    /** Where containers begin: at multiples of it. */
    public static final int STEP = 0x400;

    private static final int HEADER = 16;
    private static final int TAG = 0x87;
    private static final int TAG_AT = 3;
    private static final int IMAGES_AT = 11;
    private static final int ENTRY = 128;
    private static final int FLAGS_AT = 24;
    private static final int TYPE = 0xf;

    /** Firmware of the V2X core: where it is first, one more container follows. */
    private static final int V2X = 0xb;

    private static final int STMP = 0x504d5453;
    private static final int STMP_AT = 20;

    private ImxContainer() {}

    /**
     * Refuses a file that no such boot ROM starts.
     *
     * @throws FormatException when it has none of the beginnings
     */
    public static void require(ImageData file) throws FormatException {
        boolean container = isHeader(file, 0);
        boolean table = IvtImage.startsLikeOne(file);
        boolean marked = file.length() >= STMP_AT + 4 && word(file, STMP_AT) == STMP;
        if (!container && !table && !marked) {
            throw new FormatException("the file begins with no container header (00 xx xx 87), no image vector table"
                    + " (d1 00 20 40 or 41), and has no mark STMP: this is no flash.bin and no .sb file");
        }
    }

    /**
     * How many bytes a boot ROM wants that takes containers: to the end of the last image of the container behind the first, with
     * which the first stage ends. The whole file, where there is no other container, or it says more than the file has.
     */
    public static long wanted(ImageData file) {
        long at = STEP;
        if (!isHeader(file, at)) {
            return file.length();
        }
        if (file.length() >= at + HEADER + ENTRY && (word(file, at + HEADER + FLAGS_AT) & TYPE) == V2X) {
            at += STEP;
            if (!isHeader(file, at)) {
                return file.length();
            }
        }
        int images = file.slice(at + IMAGES_AT, 1).get() & 0xff;
        long entry = at + HEADER + (long) ENTRY * (images - 1);
        if (images == 0 || entry + ENTRY > file.length()) {
            return file.length();
        }
        long end = Integer.toUnsignedLong(word(file, entry)) + Integer.toUnsignedLong(word(file, entry + 4)) + at;
        return Math.min(file.length(), (end + STEP - 1) / STEP * STEP);
    }

    private static boolean isHeader(ImageData file, long at) {
        return file.length() >= at + HEADER
                && (word(file, at) & 0xff) == 0
                && (file.slice(at + TAG_AT, 1).get() & 0xff) == TAG;
    }

    private static int word(ImageData file, long at) {
        ByteBuffer word = file.slice(at, 4).order(ByteOrder.LITTLE_ENDIAN);
        return word.getInt(word.position());
    }
}
