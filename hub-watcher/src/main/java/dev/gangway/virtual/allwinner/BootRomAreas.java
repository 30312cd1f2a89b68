package dev.gangway.virtual.allwinner;

import dev.gangway.soc.AllwinnerSoc;
import java.util.ArrayList;
import java.util.List;

/** The boot ROM's own stacks and data in SRAM: FEL dies when they are damaged. */
final class BootRomAreas {
    private static final int CLIENT_AREA = 0x400;
    private static final int SCRATCHPAD = 0x100;
    private static final int QUIET_HEAD = 0x100;
    private static final int SEED = 0x46454c21;
    private static final int SECTION = 0xde2;

    private final BoardMemory memory;
    private final BootRomFacts facts;
    private final List<Interval> guarded;
    private final List<Interval> live;

    BootRomAreas(AllwinnerSoc soc, BootRomFacts facts, BoardMemory memory) {
        this.memory = memory;
        this.facts = facts;
        List<Interval> areas = new ArrayList<>();
        for (AllwinnerSoc.SwapArea area : soc.swap().areas()) {
            areas.add(new Interval(area.bromArea(), area.bromArea() + area.bytes()));
        }
        areas = Interval.without(areas, new Interval(soc.scratch(), soc.scratch() + CLIENT_AREA));
        areas = Interval.without(areas, new Interval(facts.scratchpad(), facts.scratchpad() + SCRATCHPAD));
        guarded = areas;
        List<Interval> used = areas;
        for (Interval area : areas) {
            if (area.overlaps(facts.stack(), facts.stack() + 1)) {
                // Below the stack pointer the stack is free: called code may push there.
                used = Interval.without(used, new Interval(area.start(), facts.stack()));
            }
        }
        live = used;
    }

    /** Whether a write from the client here kills FEL. */
    boolean forbids(long from, long to) {
        for (Interval area : guarded) {
            if (area.overlaps(from, to)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The boot ROM starts: it uses its areas. The first 256 bytes of each stay as they are: C.H.I.P.'s NAND probe leaves
     * its result at 7c00 over a reset.
     */
    void enterFel() {
        for (Interval area : guarded) {
            for (long at = area.start() + QUIET_HEAD; at + 4 <= area.end(); at += 4) {
                memory.word(at, Noise.word(SEED, at));
            }
        }
        long table = facts.translationTable();
        if (table != 0) {
            for (int i = 0; i < 4096; i++) {
                memory.word(table + 4L * i, (i << 20) | SECTION);
            }
        }
    }

    /** Changes whenever one of the areas changes. */
    long fingerprint() {
        long sum = 1;
        for (Interval area : live) {
            for (long at = area.start(); at + 4 <= area.end(); at += 4) {
                sum = sum * 0x5851f42d4c957f2dL + memory.word(at);
            }
        }
        return sum;
    }
}
