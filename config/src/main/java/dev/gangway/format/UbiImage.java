package dev.gangway.format;

import java.util.ArrayList;
import java.util.List;

/**
 * What a UBI image or a UBI partition holds, after every check of the project's NAND dossier, section 5.
 *
 * @param pebSize physical erase block, bytes
 * @param paired whether only the first page of each page pair is used ("dist3": pages 0, 1, 3, 5 …), as NTC's images for
 *     MLC NAND are made; the size of a page is then the offset of the VID header
 * @param vidOffset of the VID header in a block, bytes
 * @param dataOffset of the data in a block, bytes
 * @param lebSize logical erase block, bytes
 * @param imageSequence the image's number, the same in all blocks
 * @param pebs blocks with a UBI header
 * @param freePebs blocks among them that hold no data
 * @param erasedPebs blocks without any header, in a partition
 * @param volumes the volumes, by number
 */
public record UbiImage(
        int pebSize,
        boolean paired,
        int vidOffset,
        int dataOffset,
        int lebSize,
        int imageSequence,
        int pebs,
        int freePebs,
        int erasedPebs,
        List<UbiVolume> volumes) {
    /** First word of every erase counter header. */
    public static final int EC_MAGIC = 0x55424923;

    private static final int SMALLEST_PEB = 2048;
    private static final int LARGEST_PEB = 64 << 20;
    /** Two for the volume table, one for wear levelling, one for atomic changes. */
    private static final int OWN_PEBS = 4;

    /** Copies the list. */
    public UbiImage {
        volumes = List.copyOf(volumes);
    }

    /**
     * Checks a whole image; the size of its erase block follows from where its headers are.
     *
     * @param in the image's bytes
     * @param length the image's length in bytes
     * @throws FormatException with the first thing that is wrong
     */
    public static UbiImage check(PageReader in, long length) throws FormatException {
        UbiHeaders.EcHeader first = UbiHeaders.ec(in, 0);
        for (int size = SMALLEST_PEB; size <= LARGEST_PEB && size * 2L <= length; size *= 2) {
            if (size > first.dataOffset() && UbiHeaders.magicAt(in, size) == EC_MAGIC) {
                return check(in, length, size);
            }
        }
        throw new FormatException("UBI image: no second erase block is found; it is truncated or no UBI image");
    }

    /**
     * Checks a whole image for flash with this erase block.
     *
     * @param in the image's bytes
     * @param length the image's length in bytes
     * @param pebSize the erase block, bytes
     * @throws FormatException with the first thing that is wrong
     */
    public static UbiImage check(PageReader in, long length, int pebSize) throws FormatException {
        if (pebSize < SMALLEST_PEB || pebSize > LARGEST_PEB) {
            throw new FormatException("UBI image: " + pebSize + " bytes is no erase block");
        }
        if (length <= 0 || length % pebSize != 0) {
            throw new FormatException("UBI image: its length " + length + " is no multiple of the erase block "
                    + pebSize + "; it is truncated or for another NAND");
        }
        UbiScan scan = new UbiScan(in, pebSize, false);
        for (long at = 0; at < length; at += pebSize) {
            scan.add(at);
        }
        return scan.finish();
    }

    /**
     * Checks what a partition holds: like {@link #check}, but erased blocks are allowed.
     *
     * @param in the flash's main area, without OOB
     * @param blocks offsets of the partition's good erase blocks
     * @param pebSize the erase block, bytes
     * @throws FormatException with the first thing for which an attach fails
     */
    public static UbiImage attach(PageReader in, List<Long> blocks, int pebSize) throws FormatException {
        UbiScan scan = new UbiScan(in, pebSize, true);
        for (long at : new ArrayList<>(blocks)) {
            scan.add(at);
        }
        UbiImage found = scan.finish();
        found.requireFits(blocks.size(), 0);
        return found;
    }

    /** Erase blocks that a partition must have for this image, bad ones and those kept for bad ones left out. */
    public long pebsNeeded() {
        long reserved = OWN_PEBS;
        for (UbiVolume volume : volumes) {
            // NTC's UBI puts two full logical blocks into one erase block of a paired image, and reserves with that in
            // mind.
            reserved += paired ? (volume.reservedPebs() + 1) / 2 : volume.reservedPebs();
        }
        return Math.max(reserved, pebs);
    }

    /**
     * Checks that a partition is large enough.
     *
     * @param goodBlocks its good erase blocks
     * @param keptPerThousand how many of a thousand are kept for blocks that go bad (UBI's default is 20 of 1024)
     * @throws FormatException if the image does not fit
     */
    public void requireFits(long goodBlocks, int keptPerThousand) throws FormatException {
        long usable = goodBlocks - goodBlocks * keptPerThousand / 1000;
        if (pebsNeeded() > usable) {
            throw new FormatException("UBI image needs " + pebsNeeded() + " erase blocks of " + pebSize
                    + " bytes; the partition has " + usable + " for it");
        }
    }
}
