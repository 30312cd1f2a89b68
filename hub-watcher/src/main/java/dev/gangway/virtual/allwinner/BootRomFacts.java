package dev.gangway.virtual.allwinner;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.arm.CoreCp15;

/**
 * How a boot ROM leaves the machine when it enters FEL (§1.3, §7): what was seen on some parts, carried over to their
 * families.
 *
 * @param scratchpad the address in the version reply
 * @param stack stack pointer when FEL calls code
 * @param irqStack stack pointer of the IRQ mode
 * @param midr main id register
 * @param sctlr system control register
 * @param translationTable where the boot ROM keeps its table, 0 when it leaves the MMU off
 */
record BootRomFacts(long scratchpad, long stack, long irqStack, int midr, int sctlr, long translationTable) {
    private static final int SCTLR = 0x00c52838;
    private static final int MIDR_V7 = 0x410fc075;
    private static final int MIDR_ARM926 = 0x41069265;
    private static final long TABLE = 0x20000;

    static BootRomFacts of(AllwinnerSoc soc) {
        boolean mmu =
                switch (soc.id()) {
                    case 0x1623, 0x1625, 0x1651, 0x1633, 0x1650 -> true;
                    default -> false;
                };
        int sctlr = SCTLR | (mmu ? CoreCp15.SCTLR_MMU : 0) | (soc.icacheOff() ? CoreCp15.SCTLR_ICACHE : 0);
        return new BootRomFacts(
                scratchpad(soc),
                stack(soc),
                soc.spl() + (lowIrqStack(soc) ? 0x1400 : 0x2000),
                soc.id() == 0x1663 ? MIDR_ARM926 : MIDR_V7,
                sctlr,
                mmu ? TABLE : 0);
    }

    private static long scratchpad(AllwinnerSoc soc) {
        return switch (soc.id()) {
            case 0x1855 -> 0x42200;
            case 0x1859, 0x1886 -> 0x45000;
            case 0x1890 -> 0x61500;
            default -> soc.spl() + 0x7e00;
        };
    }

    private static boolean lowIrqStack(AllwinnerSoc soc) {
        return switch (soc.swap()) {
            case W8, W9, W10, W11, W13 -> true;
            default -> false;
        };
    }

    /** On the A10 family inside the swapped FEL stack; on later ones behind the backup areas and the thunk. */
    private static long stack(AllwinnerSoc soc) {
        if (!lowIrqStack(soc)) {
            return soc.spl() + 0x5e08;
        }
        long end = soc.thunk() + 0x200;
        for (AllwinnerSoc.SwapArea area : soc.swap().areas()) {
            end = Math.max(end, area.backup() + area.bytes());
        }
        return end + 0x3fc;
    }
}
