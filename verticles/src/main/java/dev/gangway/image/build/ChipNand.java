package dev.gangway.image.build;

import dev.gangway.format.NandGeometry;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** The NAND chips of the C.H.I.P. boards, and how UBI lies on each (allwinner-nand-chip.md 1, 5). */
public enum ChipNand {
    /** Toshiba TC58NVG2S0H, SLC, of the C.H.I.P. Pro. */
    TOSHIBA_512("toshiba-512", new NandGeometry(0x40000, 0x1000, 0x100), 0x400, false, OptionalLong.empty(), 2048),
    /** Toshiba TC58TEG5DCLTA00, MLC, of some C.H.I.P.s. */
    TOSHIBA_4G("toshiba-4g", new NandGeometry(0x400000, 0x4000, 0x500), 0x4000, true, OptionalLong.of(3584), 4096),
    /** SK Hynix H27UCG8T2ETR, MLC, of most C.H.I.P.s. */
    HYNIX_8G("hynix-8g", new NandGeometry(0x400000, 0x4000, 0x680), 0x4000, true, OptionalLong.of(7168), 4096);

    private final String word;
    private final NandGeometry geometry;
    private final int subpage;
    private final boolean paired;
    private final OptionalLong volumeMiB;
    private final int mostBlocks;

    ChipNand(String word, NandGeometry geometry, int subpage, boolean paired, OptionalLong volumeMiB, int mostBlocks) {
        this.word = word;
        this.geometry = geometry;
        this.subpage = subpage;
        this.paired = paired;
        this.volumeMiB = volumeMiB;
        this.mostBlocks = mostBlocks;
    }

    /** As the command line says it. */
    public String word() {
        return word;
    }

    /** The chip that a word names. */
    public static Optional<ChipNand> ofWord(String word) {
        return Arrays.stream(values()).filter(nand -> nand.word.equals(word)).findFirst();
    }

    /** Sizes of the chip. */
    public NandGeometry geometry() {
        return geometry;
    }

    /** The smallest piece that is written for UBI's headers, bytes. */
    int subpage() {
        return subpage;
    }

    /** Whether only the first page of each page pair is used, since cutting the power at the second one damages the first. */
    boolean paired() {
        return paired;
    }

    /** An erase block as UBI sees it, bytes: with one page of each pair it is half of the chip's. */
    int ubiBlock() {
        return paired ? geometry.eraseSize() / 2 : geometry.eraseSize();
    }

    /** Bytes of such a block that hold data: what the two headers leave. */
    int lebSize() {
        return ubiBlock() - (subpage < geometry.pageSize() ? 1 : 2) * geometry.pageSize();
    }

    /** The volume's size in MiB; empty when it takes what the partition has, at the first attach. */
    OptionalLong volumeMiB() {
        return volumeMiB;
    }

    /** Logical blocks up to which the file system may grow. */
    int mostBlocks() {
        return mostBlocks;
    }

    /**
     * Logical blocks that the file system may fill: those of the volume, or of the chip without its first 16 MiB, UBI's own
     * blocks and those kept for bad ones.
     */
    int volumeBlocks() {
        if (volumeMiB.isPresent()) {
            // Two share an erase block only after the board's own kernel put them together, so each needs one for now.
            long chip = volumeMiB.getAsLong() * 8 / 7;
            return (int) usable((chip << 20) / geometry.eraseSize());
        }
        return (int) usable((512L << 20) / geometry.eraseSize());
    }

    private long usable(long chipBlocks) {
        long partition = chipBlocks - (16 << 20) / geometry.eraseSize();
        return partition - partition * 20 / 1024 - 4;
    }
}
