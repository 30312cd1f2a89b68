package dev.gangway.format;

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
 * @param length bytes in front of the suffix
 * @param dfuSe whether it is a DfuSe file, which says itself what goes where
 * @param targets the memories of a DfuSe file; empty for a plain one
 */
public record DfuFile(int vendor, int product, long length, boolean dfuSe, List<Target> targets) {
    /** A vendor or product id that stands for any. */
    public static final int ANY = 0xffff;

    private static final int SUFFIX = 16;
    private static final int CRC = 4;
    private static final int PREFIX = 11;
    private static final int TARGET = 274;
    private static final int ELEMENT = 8;
    private static final int SIZE_AT = 6;
    private static final int TARGETS_AT = 10;

    /** What a DfuSe device, and a suffix for one, calls its version of DFU (ST UM0424). */
    public static final int DFUSE = 0x011a;

    /** Real files have a handful; a file that lies must not cost the heap. */
    private static final int MOST_ELEMENTS = 1 << 16;

    /** Copies the list. */
    public DfuFile {
        targets = List.copyOf(targets);
    }

    /**
     * What goes to one memory.
     *
     * @param alternate the memory: a number of an alternate setting
     * @param elements what goes where
     */
    public record Target(int alternate, List<Element> elements) {
        /** Copies the list. */
        public Target {
            elements = List.copyOf(elements);
        }
    }

    /**
     * A stretch of a memory.
     *
     * @param address where on the board
     * @param offset where in the file its bytes begin
     * @param size how many they are
     */
    public record Element(long address, long offset, long size) {}

    /** Whether the file ends with what looks like a suffix. */
    public static boolean hasSuffix(ImageData data) {
        if (data.length() < SUFFIX) {
            return false;
        }
        ByteBuffer suffix = suffix(data);
        return suffix.get(8) == 'U' && suffix.get(9) == 'F' && suffix.get(10) == 'D' && suffix.get(11) == SUFFIX;
    }

    /** Whether the file begins as a DfuSe file does. */
    public static boolean startsLikeDfuSe(ImageData data) {
        return data.length() >= PREFIX && text(data.slice(0, 5)).equals("DfuSe");
    }

    /** Whether it is for devices with these ids. */
    public boolean isFor(int vid, int pid) {
        return (vendor == ANY || vendor == vid) && (product == ANY || product == pid);
    }

    /**
     * Checks the suffix with its CRC, and the structure of a DfuSe file.
     *
     * @throws FormatException saying what is wrong
     */
    public static DfuFile parse(ImageData data) throws FormatException {
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
        return new DfuFile(
                suffix.getShort(4) & 0xffff,
                suffix.getShort(2) & 0xffff,
                data.length() - SUFFIX,
                dfuSe,
                dfuSe ? targets(data) : List.of());
    }

    private static List<Target> targets(ImageData data) throws FormatException {
        long end = data.length() - SUFFIX;
        if (end < PREFIX) {
            throw new FormatException("DfuSe: the file is too short for its prefix");
        }
        ByteBuffer prefix = little(data, 0, PREFIX);
        long promised = Integer.toUnsignedLong(prefix.getInt(SIZE_AT));
        if (promised != end) {
            throw new FormatException("DfuSe: its prefix promises " + promised + " bytes and a suffix of " + SUFFIX
                    + "; the file has " + data.length());
        }
        List<Target> targets = new ArrayList<>();
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
            targets.add(new Target(alternate, elements(data, at, at + size, elements)));
            at += size;
        }
        if (at != end) {
            throw new FormatException("DfuSe: " + (end - at) + " bytes belong to no target");
        }
        return targets;
    }

    private static List<Element> elements(ImageData data, long from, long end, long count) throws FormatException {
        if (count > MOST_ELEMENTS) {
            throw new FormatException("DfuSe: a target promises " + count + " elements, " + MOST_ELEMENTS
                    + " are possible; the file is damaged");
        }
        List<Element> elements = new ArrayList<>();
        long at = from;
        for (long i = 0; i < count; i++) {
            requireRoom(at, ELEMENT, end, "element " + (i + 1));
            ByteBuffer head = little(data, at, ELEMENT);
            long address = Integer.toUnsignedLong(head.getInt(0));
            long size = Integer.toUnsignedLong(head.getInt(4));
            at += ELEMENT;
            requireRoom(at, size, end, "element " + (i + 1));
            elements.add(new Element(address, at, size));
            at += size;
        }
        if (at != end) {
            throw new FormatException("DfuSe: the elements of a target end at " + at + ", the target at " + end);
        }
        return elements;
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
