package dev.gangway.image;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A file with a DFU suffix, plain or DfuSe (the project's DFU dossier, sections 5 and 6).
 *
 * @param vendor USB vendor id of the device it is for, ffff = any
 * @param product USB product id, ffff = any
 * @param targets the memories of a DfuSe file with their elements, as lines for people; empty for a plain one
 */
record DfuFile(int vendor, int product, List<String> targets) {
    private static final int SUFFIX = 16;
    private static final int CRC = 4;
    private static final int PREFIX = 11;
    private static final int TARGET = 274;
    private static final int ELEMENT = 8;
    private static final int SIZE_AT = 6;
    private static final int TARGETS_AT = 10;
    private static final int DFUSE = 0x011a;

    /** Copies the list. */
    DfuFile {
        targets = List.copyOf(targets);
    }

    /** Whether the file ends with what looks like a suffix. */
    static boolean hasSuffix(ImageData data) {
        if (data.length() < SUFFIX) {
            return false;
        }
        ByteBuffer suffix = suffix(data);
        return suffix.get(8) == 'U' && suffix.get(9) == 'F' && suffix.get(10) == 'D' && suffix.get(11) == SUFFIX;
    }

    static boolean startsLikeDfuSe(ImageData data) {
        return data.length() >= PREFIX && text(data.slice(0, 5)).equals("DfuSe");
    }

    /**
     * Checks the suffix with its CRC, and the structure of a DfuSe file.
     *
     * @throws FormatException saying what is wrong
     */
    static DfuFile parse(ImageData data) throws FormatException {
        if (!hasSuffix(data)) {
            throw new FormatException("DFU: its suffix is missing or damaged; the file may be truncated");
        }
        ByteBuffer suffix = suffix(data);
        CRC32 crc = new CRC32();
        data.updateCrc(crc, 0, data.length() - CRC);
        int computed = ~(int) crc.getValue();
        int stored = suffix.getInt(12);
        if (stored != computed) {
            throw new FormatException(
                    String.format("DFU: the CRC in its suffix is %08x, the file gives %08x", stored, computed));
        }
        boolean dfuSe = startsLikeDfuSe(data);
        if (dfuSe != ((suffix.getShort(6) & 0xffff) == DFUSE)) {
            throw new FormatException("DFU: prefix and suffix disagree whether it is a DfuSe file");
        }
        return new DfuFile(suffix.getShort(4) & 0xffff, suffix.getShort(2) & 0xffff, dfuSe ? targets(data) : List.of());
    }

    private static List<String> targets(ImageData data) throws FormatException {
        long end = data.length() - SUFFIX;
        ByteBuffer prefix = little(data, 0, PREFIX);
        long promised = Integer.toUnsignedLong(prefix.getInt(SIZE_AT));
        if (promised != end) {
            throw new FormatException("DfuSe: its prefix promises " + promised + " bytes and a suffix of " + SUFFIX
                    + "; the file has " + data.length());
        }
        List<String> lines = new ArrayList<>();
        long at = PREFIX;
        for (int target = 0; target < (prefix.get(TARGETS_AT) & 0xff); target++) {
            requireRoom(at, TARGET, end, "target " + (target + 1));
            ByteBuffer head = little(data, at, TARGET);
            if (!text(data.slice(at, 6)).equals("Target")) {
                throw new FormatException("DfuSe: at " + at + " there is no target");
            }
            int alternate = head.get(6) & 0xff;
            long size = Integer.toUnsignedLong(head.getInt(TARGET - 8));
            long elements = Integer.toUnsignedLong(head.getInt(TARGET - 4));
            at += TARGET;
            requireRoom(at, size, end, "target " + (target + 1));
            at = elements(data, at, at + size, elements, alternate, lines);
        }
        if (at != end) {
            throw new FormatException("DfuSe: " + (end - at) + " bytes belong to no target");
        }
        return lines;
    }

    private static long elements(ImageData data, long from, long end, long elements, int alternate, List<String> lines)
            throws FormatException {
        long at = from;
        for (long i = 0; i < elements; i++) {
            requireRoom(at, ELEMENT, end, "element " + (i + 1));
            ByteBuffer head = little(data, at, ELEMENT);
            long size = Integer.toUnsignedLong(head.getInt(4));
            at += ELEMENT;
            requireRoom(at, size, end, "element " + (i + 1));
            lines.add(String.format("alternate setting %d: %d bytes for 0x%08x", alternate, size, head.getInt(0)));
            at += size;
        }
        if (at != end) {
            throw new FormatException("DfuSe: the elements of a target end at " + at + ", the target at " + end);
        }
        return at;
    }

    private static void requireRoom(long at, long size, long end, String what) throws FormatException {
        if (at + size > end) {
            throw new FormatException(
                    "DfuSe: " + what + " needs " + size + " bytes at " + at + ", its room ends at " + end);
        }
    }

    private static ByteBuffer suffix(ImageData data) {
        return little(data, data.length() - SUFFIX, SUFFIX);
    }

    private static ByteBuffer little(ImageData data, long offset, int size) {
        return data.slice(offset, size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }
}
