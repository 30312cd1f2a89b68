package dev.gangway.virtual.arm;

import java.util.HashMap;
import java.util.Map;

/**
 * The system control coprocessor: registers that hold, maintenance operations that do nothing but to empty the
 * instruction cache. Registers are named as in {@code MRC p15, opc1, r0, CRn, CRm, opc2}.
 */
public final class CoreCp15 {
    /** SCTLR.M: the MMU is on. */
    public static final int SCTLR_MMU = 1;

    /** SCTLR.I: the instruction cache is on. */
    public static final int SCTLR_ICACHE = 1 << 12;

    private static final int SCTLR_ALIGNMENT = 2;
    private static final int MIDR = key(0, 0, 0, 0);
    private static final int SCTLR = key(0, 1, 0, 0);
    private static final int ACTLR = key(0, 1, 0, 1);
    private static final int TTBR0 = key(0, 2, 0, 0);
    private static final int TTBCR = key(0, 2, 0, 2);
    private static final int DACR = key(0, 3, 0, 0);
    private static final int RMR = key(0, 12, 0, 2);

    /** c5 CRm 0 opc2 0 is ICIALLU. */
    private static final int ICIALLU = key(0, 7, 5, 0);

    private static final int ICIMVAU = key(0, 7, 5, 1);

    private final Map<Integer, Integer> held = new HashMap<>();
    private boolean instructionCacheStale;

    /** After a reset of the core. */
    public CoreCp15(int midr, int sctlr, int translationTable) {
        held.put(MIDR, midr);
        held.put(SCTLR, sctlr);
        held.put(ACTLR, 0);
        held.put(TTBR0, translationTable);
        held.put(TTBCR, 0);
        // FEL leaves every domain a client: what sunxi-fel insists on.
        held.put(DACR, 0x55555555);
        held.put(RMR, 0);
    }

    /** The system control register. */
    public int sctlr() {
        return held.getOrDefault(SCTLR, 0);
    }

    /** The auxiliary control register. */
    public int actlr() {
        return held.getOrDefault(ACTLR, 0);
    }

    /** Base of the translation table. */
    public int translationTable() {
        return held.getOrDefault(TTBR0, 0) & ~0x3fff;
    }

    /** The reset management register. */
    public int rmr() {
        return held.getOrDefault(RMR, 0);
    }

    boolean mmuOn() {
        return (sctlr() & SCTLR_MMU) != 0;
    }

    boolean alignmentChecked() {
        return (sctlr() & SCTLR_ALIGNMENT) != 0;
    }

    boolean instructionCacheOn() {
        return (sctlr() & SCTLR_ICACHE) != 0;
    }

    boolean takeInstructionCacheStale() {
        boolean stale = instructionCacheStale;
        instructionCacheStale = false;
        return stale;
    }

    int read(int instruction) throws CpuFault {
        int key = key(instruction);
        Integer value = held.get(key);
        if (value != null) {
            return value;
        }
        if (!readable(instruction)) {
            throw CpuFault.undefined(instruction);
        }
        return 0;
    }

    void write(int instruction, int value) throws CpuFault {
        int key = key(instruction);
        if (key == ICIALLU || key == ICIMVAU) {
            instructionCacheStale = true;
            return;
        }
        switch (instruction >>> 16 & 0xf) {
            // Cache, branch predictor and barrier operations; TLB operations: nothing here is stale without them.
            case 7, 8 -> {}
            case 1, 2, 3, 5, 6, 9, 10, 12, 13, 15 -> held.put(key, value);
            default -> throw CpuFault.undefined(instruction);
        }
    }

    private static boolean readable(int instruction) {
        return switch (instruction >>> 16 & 0xf) {
            case 0, 1, 2, 3, 5, 6, 7, 9, 10, 12, 13, 15 -> true;
            default -> false;
        };
    }

    private static int key(int instruction) {
        return key(instruction >>> 21 & 7, instruction >>> 16 & 0xf, instruction & 0xf, instruction >>> 5 & 7);
    }

    private static int key(int opc1, int crn, int crm, int opc2) {
        return (opc1 << 12) | (crn << 8) | (crm << 4) | opc2;
    }
}
