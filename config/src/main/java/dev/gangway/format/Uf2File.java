package dev.gangway.format;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A UF2 file, every block of it checked (the project's dossier of further boot ROMs). Immutable; any thread.
 *
 * @param blocks how many it has, repeated ones too
 * @param families what it holds for the flash memory of each family; family 0 where none is named
 * @param files length of each file in it, where it is a container
 * @param tags what its extension tags say, for people
 * @param notes what is unusual about it
 */
public record Uf2File(
        long blocks,
        SortedMap<Long, Family> families,
        SortedMap<String, Long> files,
        List<String> tags,
        List<String> notes) {
    /** The longest file that is read, bytes: 2 million blocks. */
    public static final long LONGEST = 1L << 30;

    /**
     * What goes to the flash memory of one family.
     *
     * @param blocks how many of its blocks there are, each counted once
     * @param bytes of payload in them
     * @param segments where it goes, ascending, what touches put together
     */
    public record Family(long blocks, long bytes, List<Segment> segments) {
        /** Copies the list. */
        public Family {
            segments = List.copyOf(segments);
        }
    }

    /**
     * A stretch of a board's memory.
     *
     * @param address where it begins
     * @param length bytes
     */
    public record Segment(long address, long length) {
        /** The address behind it. */
        public long end() {
            return address + length;
        }
    }

    /** Copies what it takes. */
    public Uf2File {
        families = Collections.unmodifiableSortedMap(new TreeMap<>(families));
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        tags = List.copyOf(tags);
        notes = List.copyOf(notes);
    }

    /** Whether the data begins like a UF2 file. */
    public static boolean startsLikeOne(ImageData data) {
        return data.length() >= 4 && Integer.reverseBytes(data.slice(0, 4).getInt(0)) == Uf2Block.MAGIC;
    }

    /**
     * Checks every block, that none is missing and none contradicts another. They may stand in any order and be repeated.
     *
     * @throws FormatException naming the block that is wrong
     */
    public static Uf2File parse(ImageData data) throws FormatException {
        if (data.length() == 0 || data.length() % Uf2Block.SIZE != 0) {
            throw new FormatException(
                    "UF2: its length of " + data.length() + " bytes is no multiple of 512; it is truncated");
        }
        if (data.length() > LONGEST) {
            throw new FormatException("UF2: it has " + data.length() + " bytes, " + LONGEST + " are possible");
        }
        Uf2Walk walk = new Uf2Walk(data);
        for (long at = 0; at < data.length(); at += Uf2Block.SIZE) {
            walk.take(Uf2Block.read(data, at));
        }
        return walk.result();
    }
}
