package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A loader file, as Rockchip's boot_merger and U-Boot's tools make it: what a boot ROM is given over USB, and what lies on a
 * medium later (the project's dossier on boot ROMs). What is sent is sent as it lies in the file: where it is RC4-coded, the
 * boot ROM decodes it.
 *
 * @param chip the name of the chip that it is for, {@code 330C} for an RK3399; empty when the header has none
 * @param version of the file, as its maker counts
 * @param coded whether its parts are RC4-coded
 * @param parts what is in it, in the order of the file
 */
public record RockchipLoader(String chip, long version, boolean coded, List<Part> parts) {
    private static final int BOOT = 0x544f4f42; // "BOOT"
    private static final int LDR = 0x2052444c; // "LDR "
    private static final int HEADER = 102;
    private static final int CHIP_AT = 21;
    private static final int RC4_AT = 44;
    private static final int ENTRY = 57;
    private static final int NAME_AT = 5;
    private static final int NAME_LETTERS = 20;
    private static final int OFFSET_AT = 45;
    private static final int CRC = 4;

    /** What a boot ROM takes at once is far less than this, and a file that lies must not cost the heap. */
    private static final int MOST_PART = 64 << 20;

    /** Copies the list. */
    public RockchipLoader {
        parts = List.copyOf(parts);
    }

    /** What a part is for. */
    public enum Stage {
        /** Starts the memory; runs from the chip's own RAM, request 0471. */
        MEMORY(1, 25),
        /** Speaks USB from memory and writes media, request 0472. */
        USB_PLUG(2, 31),
        /** What a medium keeps. */
        LOADER(4, 37);

        /** What an entry of it has as its type. */
        private final int type;

        /** Where in the header its table of entries is described. */
        private final int table;

        Stage(int type, int table) {
            this.type = type;
            this.table = table;
        }
    }

    /**
     * One of its parts.
     *
     * @param offset where in the file it begins
     * @param size bytes
     * @param delay how long the board needs before it can be spoken to again
     */
    public record Part(Stage stage, String name, long offset, int size, Duration delay) {}

    /** Whether the file begins as loader files do. */
    public static boolean startsLikeOne(ImageData data) {
        if (data.length() < HEADER) {
            return false;
        }
        int tag = little(data, 0, 4).getInt(0);
        return tag == BOOT || tag == LDR;
    }

    /** Its parts for this stage, in order. */
    public List<Part> parts(Stage stage) {
        return parts.stream().filter(part -> part.stage() == stage).toList();
    }

    /**
     * Checks the check sum and where its parts lie.
     *
     * @throws FormatException saying what is wrong
     */
    public static RockchipLoader parse(ImageData data) throws FormatException {
        if (!startsLikeOne(data) || data.length() < HEADER + CRC) {
            throw new FormatException(
                    "Rockchip loader: the file does not begin as one, with BOOT or LDR, or is cut short");
        }
        long end = data.length() - CRC;
        int stored = little(data, end, CRC).getInt(0);
        int computed = RockchipCrc.crc32(data, end);
        if (stored != computed) {
            throw new FormatException(String.format(
                    "Rockchip loader: the CRC at its end is %08x, the file gives %08x; it may be truncated",
                    stored, computed));
        }
        ByteBuffer header = little(data, 0, HEADER);
        List<Part> parts = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            int at = stage.table;
            int count = header.get(at) & 0xff;
            long offset = Integer.toUnsignedLong(header.getInt(at + 1));
            int size = header.get(at + 5) & 0xff;
            for (int i = 0; i < count; i++) {
                parts.add(part(data, stage, offset + (long) i * size, size, end));
            }
        }
        return new RockchipLoader(
                chip(header.getInt(CHIP_AT)), Integer.toUnsignedLong(header.getInt(6)), header.get(RC4_AT) == 0, parts);
    }

    private static Part part(ImageData data, Stage stage, long at, int size, long end) throws FormatException {
        if (size < ENTRY || at + size > end) {
            throw new FormatException("Rockchip loader: an entry of " + size + " bytes at " + at
                    + " is not in the file," + " or too short for one of " + ENTRY);
        }
        ByteBuffer entry = little(data, at, ENTRY);
        int type = entry.getInt(1);
        if (type != stage.type) {
            throw new FormatException(
                    "Rockchip loader: the entry at " + at + " is of type " + type + ", not " + stage.type);
        }
        long offset = Integer.toUnsignedLong(entry.getInt(OFFSET_AT));
        long length = Integer.toUnsignedLong(entry.getInt(OFFSET_AT + 4));
        if (length > MOST_PART || offset + length > end) {
            throw new FormatException("Rockchip loader: a part of " + length + " bytes at " + offset
                    + " does not lie in the file, or is longer than " + MOST_PART);
        }
        return new Part(
                stage,
                name(entry),
                offset,
                (int) length,
                Duration.ofMillis(Integer.toUnsignedLong(entry.getInt(OFFSET_AT + 8))));
    }

    private static String name(ByteBuffer entry) {
        byte[] letters = new byte[2 * NAME_LETTERS];
        entry.get(NAME_AT, letters);
        String name = new String(letters, StandardCharsets.UTF_16LE);
        int zero = name.indexOf(0);
        return printable(zero < 0 ? name : name.substring(0, zero));
    }

    /** Four letters, the first in the highest byte; older files have a number there. */
    private static String chip(int value) {
        String text = new String(ByteBuffer.allocate(4).putInt(value).array(), StandardCharsets.ISO_8859_1);
        return text.matches("[0-9A-Z]{4}") ? text : value == 0 ? "" : String.format("0x%x", value);
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    private static ByteBuffer little(ImageData data, long offset, int size) {
        return data.slice(offset, size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
