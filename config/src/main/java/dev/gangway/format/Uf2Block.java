package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One block of a UF2 file (the project's dossier of further boot ROMs).
 *
 * @param at where it begins in the file, bytes
 * @param flags what it says of itself
 * @param address where its payload belongs: on the board, or in a file of a container
 * @param number its number, from 0 on
 * @param total how many there are, as it says
 * @param family whom it is for, or a file's size in a container; 0 where it does not say
 * @param data what stands between the header and the last magic number, little-endian
 * @param size how much of that is payload
 */
public record Uf2Block(
        long at, int flags, long address, long number, long total, long family, ByteBuffer data, int size) {
    /** Bytes of a block. */
    public static final int SIZE = 512;

    /** The first word, little-endian: "UF2" and a line feed. */
    public static final int MAGIC = 0x0a324655;

    private static final int SECOND_MAGIC = 0x9e5d5157;
    private static final int LAST_MAGIC = 0x0ab16f30;
    private static final int LAST_MAGIC_AT = 508;
    private static final int DATA_AT = 32;
    private static final int DATA = 476;
    private static final int MD5_AT = 452;
    private static final int NOT_FLASH = 0x0001;
    private static final int CONTAINER = 0x1000;
    private static final int HAS_FAMILY = 0x2000;
    private static final int HAS_MD5 = 0x4000;
    private static final int HAS_TAGS = 0x8000;

    /**
     * An extension tag.
     *
     * @param type what it is
     * @param bytes its content
     */
    public record Tag(int type, ByteBuffer bytes) {}

    /**
     * What a stretch of the board's memory should hold.
     *
     * @param address where it begins
     * @param length bytes
     * @param md5 digest, 16 bytes
     */
    public record Region(long address, long length, ByteBuffer md5) {}

    /**
     * Writes a block.
     *
     * @param address where its payload belongs on the board
     * @param number its number, from 0 on
     * @param total how many there are
     * @param family whom it is for
     * @param data its payload, which is filled up with zeros
     * @param size bytes of payload that it tells of, at most 476
     * @return {@link #SIZE} bytes
     */
    public static ByteBuffer write(long address, long number, long total, long family, ByteBuffer data, int size) {
        ByteBuffer block = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        block.putInt(MAGIC).putInt(SECOND_MAGIC).putInt(HAS_FAMILY).putInt((int) address);
        block.putInt(size).putInt((int) number).putInt((int) total).putInt((int) family);
        block.put(data);
        return block.putInt(LAST_MAGIC_AT, LAST_MAGIC).rewind();
    }

    /**
     * Reads a block.
     *
     * @param data the file
     * @param at where it begins; {@link #SIZE} bytes are there
     * @throws FormatException saying what is wrong with it
     */
    public static Uf2Block read(ImageData data, long at) throws FormatException {
        ByteBuffer block = data.slice(at, SIZE).order(ByteOrder.LITTLE_ENDIAN);
        if (block.getInt(0) != MAGIC || block.getInt(4) != SECOND_MAGIC || block.getInt(LAST_MAGIC_AT) != LAST_MAGIC) {
            throw new FormatException("UF2: the block at " + at + " is damaged: its magic numbers are wrong");
        }
        int flags = block.getInt(8);
        long size = Integer.toUnsignedLong(block.getInt(16));
        if (size > ((flags & HAS_MD5) != 0 ? MD5_AT : DATA)) {
            throw new FormatException("UF2: the block at " + at + " claims " + size + " bytes of data");
        }
        return new Uf2Block(
                at,
                flags,
                Integer.toUnsignedLong(block.getInt(12)),
                Integer.toUnsignedLong(block.getInt(20)),
                Integer.toUnsignedLong(block.getInt(24)),
                (flags & (HAS_FAMILY | CONTAINER)) != 0 ? Integer.toUnsignedLong(block.getInt(28)) : 0,
                block.slice(DATA_AT, DATA).order(ByteOrder.LITTLE_ENDIAN),
                (int) size);
    }

    /** Whether it belongs to a file of a container. */
    public boolean container() {
        return (flags & CONTAINER) != 0;
    }

    /** Whether it is for the board's main flash memory. */
    public boolean flash() {
        return (flags & (NOT_FLASH | CONTAINER)) == 0;
    }

    /** What is written to the board. */
    public ByteBuffer payload() {
        return data.slice(0, size);
    }

    /** Whether another one is the same, byte for byte, wherever it stands. */
    public boolean same(Uf2Block other) {
        return flags == other.flags && address == other.address && size == other.size && data.equals(other.data);
    }

    /**
     * The name of the container's file that it belongs to.
     *
     * @throws FormatException when there is none
     */
    public String fileName() throws FormatException {
        int end = size;
        while (end < DATA && data.get(end) != 0) {
            end++;
        }
        if (end == size || end == DATA) {
            throw new FormatException("UF2: the block at " + at + " belongs to a file and names none");
        }
        return StandardCharsets.UTF_8
                .decode(data.slice(size, end - size))
                .toString()
                .replaceAll("\\p{Cntrl}", "?");
    }

    /** What the memory around it should hold; empty when it does not say. */
    public Optional<Region> region() {
        return (flags & HAS_MD5) == 0 || container()
                ? Optional.empty()
                : Optional.of(new Region(
                        Integer.toUnsignedLong(data.getInt(MD5_AT)),
                        Integer.toUnsignedLong(data.getInt(MD5_AT + 4)),
                        data.slice(MD5_AT + 8, 16)));
    }

    /**
     * Its extension tags.
     *
     * @throws FormatException when one does not fit
     */
    public List<Tag> tags() throws FormatException {
        List<Tag> tags = new ArrayList<>();
        if ((flags & HAS_TAGS) == 0 || container()) {
            return tags;
        }
        int end = (flags & HAS_MD5) != 0 ? MD5_AT : DATA;
        for (int tag = align(size); tag + 4 <= end; tag += align(data.get(tag) & 0xff)) {
            int length = data.get(tag) & 0xff;
            if (length == 0) {
                return tags;
            }
            if (length < 4 || tag + length > end) {
                throw new FormatException(
                        "UF2: an extension tag of the block at " + at + " claims " + length + " bytes");
            }
            tags.add(new Tag(data.getInt(tag) >>> 8, data.slice(tag + 4, length - 4)));
        }
        return tags;
    }

    private static int align(int at) {
        return (at + 3) / 4 * 4;
    }
}
