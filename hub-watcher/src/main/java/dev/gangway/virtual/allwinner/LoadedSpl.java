package dev.gangway.virtual.allwinner;

import dev.gangway.format.EgonSpl;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.arm.CoreCp15;

/** What lies at the SPL's address when it is called, and what becomes of it (§4). */
final class LoadedSpl {
    private static final int EGON = 0x4e4f4765;
    private static final int MARK_FEL = 0x4c45462e;
    private static final int MARK_BOOT = 0x3054422e;
    private static final int SIGNATURE = 0x004c5053;
    private static final int SIGNATURE_MASK = 0x00ffffff;
    private static final int ACTLR_L2 = 2;

    /** What becomes of a call. */
    enum Fate {
        /** Small code without U-Boot's signature: it is run as it is. */
        INTERPRETED,
        /** U-Boot's SPL, intact: it sets up the DRAM and returns. */
        SETS_UP_DRAM,
        /** It never returns. */
        NEVER_RETURNS
    }

    private final AllwinnerSoc soc;
    private final BoardMemory memory;
    private String reason = "";

    LoadedSpl(AllwinnerSoc soc, BoardMemory memory) {
        this.soc = soc;
        this.memory = memory;
    }

    /** Why it never returns. */
    String reason() {
        return reason;
    }

    /** Whether a header with U-Boot's signature is there. */
    boolean signed() {
        return word(4) == EGON && (word(0x14) & SIGNATURE_MASK) == SIGNATURE;
    }

    /** The script's address that the host left in the header, 0 = none. */
    long scriptAddress() {
        return signed() ? Integer.toUnsignedLong(word(0x18)) : 0;
    }

    /** The length of the text there, 0 when it is a script image. */
    int scriptSize() {
        return signed() ? word(0x1c) : 0;
    }

    Fate called(CoreCp15 cp15, boolean secureWorld) {
        if (!signed()) {
            return Fate.INTERPRETED;
        }
        reason = complaint(cp15, secureWorld);
        return reason.isEmpty() ? Fate.SETS_UP_DRAM : Fate.NEVER_RETURNS;
    }

    private String complaint(CoreCp15 cp15, boolean secureWorld) {
        int length = word(EgonSpl.LENGTH);
        if (length < 0x40 || length % 4 != 0 || length > soc.sramBytes()) {
            return "SPL: the length in its header is wrong";
        }
        if (word(8) != MARK_FEL) {
            return "SPL: its header does not say eGON.FEL, so it looks for a boot medium and does not return";
        }
        int sum = MARK_BOOT - MARK_FEL + EgonSpl.SEED - word(EgonSpl.CHECKSUM);
        for (int at = 0; at < length; at += 4) {
            sum += word(at);
        }
        if (sum != word(EgonSpl.CHECKSUM)) {
            return "SPL: its code is damaged or not in its place";
        }
        if (soc.l2Enable() && (cp15.actlr() & ACTLR_L2) == 0) {
            return "SPL: crashed, the L2 cache was not enabled before";
        }
        if (!secureWorld) {
            return "SPL: crashed, the core is in the non-secure world";
        }
        return "";
    }

    /** The stack and data of a real SPL land in the memory that the boot ROM uses otherwise. */
    void leavesItsTraces() {
        for (AllwinnerSoc.SwapArea area : soc.swap().areas()) {
            for (int at = 0; at < 32; at += 4) {
                long address = area.bromArea() + area.bytes() - 32 + at;
                memory.word(address, Noise.word(0x53504c, address));
            }
        }
    }

    private int word(int offset) {
        return memory.word(soc.spl() + offset);
    }
}
