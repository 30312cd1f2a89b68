package dev.gangway.image;

import dev.gangway.format.Bmap;
import dev.gangway.format.DiskSanity;
import dev.gangway.format.FormatException;
import dev.gangway.format.Gpt;
import dev.gangway.format.ImageData;
import dev.gangway.format.Mbr;
import java.util.List;
import java.util.Optional;

/** What {@link ImageInfo} says of disk images and of their block maps. */
final class DiskInfo {
    private static final int MBR_BLOCK = 512;

    private DiskInfo() {}

    static Optional<String> kind(ImageData data) {
        if (Bmap.startsLikeOne(data)) {
            return Optional.of("bmap");
        }
        try {
            if (Gpt.blockSize(data, data.length()).isPresent()) {
                return Optional.of("gpt");
            }
            return Mbr.find(data, data.length()).map(mbr -> "mbr");
        } catch (FormatException e) {
            throw new IllegalStateException("what is asked for is there", e);
        }
    }

    static void details(String kind, ImageData data, List<String> lines) throws FormatException {
        switch (kind) {
            case "bmap" -> bmap(bmap(data), lines);
            case "gpt" -> gpt(data, lines);
            default -> mbr(data, lines);
        }
    }

    private static Bmap bmap(ImageData data) throws FormatException {
        byte[] bytes = new byte[(int) Math.min(data.length(), Bmap.LONGEST + 1L)];
        data.slice(0, bytes.length).get(bytes);
        return Bmap.parse(bytes);
    }

    private static void bmap(Bmap map, List<String> lines) {
        lines.add("block map of version " + map.version() + ", "
                + map.algorithm().map(name -> "its checksum is correct").orElse("without checksums"));
        lines.add("for an image of " + map.imageSize() + " bytes: " + map.mappedBlocks() + " of " + map.blocks()
                + " blocks of " + map.blockSize() + " bytes in " + map.ranges().size() + " ranges");
    }

    private static void gpt(ImageData data, List<String> lines) throws FormatException {
        int blockSize = Gpt.blockSize(data, data.length()).orElseThrow();
        Gpt gpt = Gpt.parse(data, data.length(), blockSize);
        lines.add("disk image with a GPT, blocks of " + blockSize + " bytes, for a disk of " + gpt.diskBytes()
                + " bytes, CRCs correct");
        for (Gpt.Partition partition : gpt.partitions()) {
            lines.add("partition " + partition.number() + " \"" + partition.name() + "\": blocks " + partition.first()
                    + " to " + partition.last());
        }
        sanity(data, gpt.diskBytes(), blockSize, lines);
    }

    private static void mbr(ImageData data, List<String> lines) throws FormatException {
        Mbr mbr = Mbr.find(data, data.length()).orElseThrow();
        lines.add("disk image with an MBR");
        for (Mbr.Partition partition : mbr.partitions()) {
            lines.add(String.format(
                    "partition %d, type %02x%s: blocks %d to %d",
                    partition.number(),
                    partition.type(),
                    partition.bootable() ? ", bootable" : "",
                    partition.first(),
                    partition.end() - 1));
        }
        sanity(data, Math.max(data.length(), mbr.end() * MBR_BLOCK), MBR_BLOCK, lines);
    }

    /** Against the smallest disk that it can be for. */
    private static void sanity(ImageData data, long diskBytes, int blockSize, List<String> lines)
            throws FormatException {
        DiskSanity sanity = DiskSanity.of(data, data.length(), diskBytes, blockSize);
        if (sanity.problem().isPresent()) {
            throw new FormatException(sanity.problem().get());
        }
        sanity.notes().forEach(note -> lines.add("note: " + note));
    }
}
