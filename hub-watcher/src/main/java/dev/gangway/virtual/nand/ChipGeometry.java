package dev.gangway.virtual.nand;

/**
 * The shape of a raw NAND chip (allwinner-nand-chip.md 1).
 *
 * @param name as CHIP-tools name it
 * @param blocks erase blocks
 * @param pagesPerBlock pages of an erase block
 * @param pageSize data bytes of a page
 * @param oobSize spare bytes of a page
 */
public record ChipGeometry(String name, int blocks, int pagesPerBlock, int pageSize, int oobSize) {
    /** SK Hynix H27UCG8T2ETR of the C.H.I.P.: 8 GiB. */
    public static final ChipGeometry HYNIX_8G_MLC = new ChipGeometry("Hynix_8G_MLC", 2048, 256, 0x4000, 0x680);

    /** Toshiba TC58TEG5DCLTA00 of the C.H.I.P.: 4 GiB. */
    public static final ChipGeometry TOSHIBA_4G_MLC = new ChipGeometry("Toshiba_4G_MLC", 1024, 256, 0x4000, 0x500);

    /** Toshiba TC58NVG2S0H of the C.H.I.P. Pro: 512 MiB. */
    public static final ChipGeometry TOSHIBA_512M_SLC = new ChipGeometry("Toshiba_512M_SLC", 2048, 64, 0x1000, 0x100);

    /** Refuses what no chip is. */
    public ChipGeometry {
        if (blocks < 1 || pagesPerBlock < 1 || pageSize < 1 || oobSize < 1) {
            throw new IllegalArgumentException("a NAND has at least one block, page, byte and spare byte");
        }
    }

    /** Data bytes of an erase block. */
    public int blockSize() {
        return pagesPerBlock * pageSize;
    }

    /** Data bytes of the chip. */
    public long size() {
        return (long) blocks * blockSize();
    }

    /** Bytes of a page with its spare bytes. */
    public int rawPage() {
        return pageSize + oobSize;
    }
}
