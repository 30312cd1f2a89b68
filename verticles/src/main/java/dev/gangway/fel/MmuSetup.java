package dev.gangway.fel;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.AllwinnerSoc;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The MMU around an SPL: checked and switched off before it runs, and on again, faster, when it has returned. */
final class MmuSetup {
    /** Bits of SCTLR that differ between boot ROMs: bits 22 and 23, V, I, Z, bit 6 and M. */
    private static final int SCTLR_FREE = 0x00c03841;

    private static final int SCTLR_FIXED = 0x00050038;
    private static final int SCTLR_MMU = 1;
    private static final int DACR_CLIENTS = 0x55555555;
    private static final int TTBR0_FLAGS = 0x3fff;

    private final FelWire wire;
    private final ArmCore core;
    private final AllwinnerSoc soc;

    MmuSetup(FelWire wire, ArmCore core, AllwinnerSoc soc) {
        this.wire = wire;
        this.core = core;
        this.soc = soc;
    }

    /**
     * Checks that the processor is as the boot ROM leaves it, and switches the MMU off.
     *
     * @return the table to switch it on with afterwards; null when it stays off
     */
    @Nullable
    TranslationTable off() throws FailureException {
        int sctlr = core.read(Cp15.SCTLR);
        if ((sctlr & ~SCTLR_FREE) != SCTLR_FIXED) {
            throw unexpected("SCTLR", sctlr);
        }
        if ((sctlr & SCTLR_MMU) == 0) {
            return fresh();
        }
        int dacr = core.read(Cp15.DACR);
        if (dacr != DACR_CLIENTS) {
            throw unexpected("DACR", dacr);
        }
        int ttbcr = core.read(Cp15.TTBCR);
        if (ttbcr != 0) {
            throw unexpected("TTBCR", ttbcr);
        }
        int ttbr0 = core.read(Cp15.TTBR0);
        if ((ttbr0 & TTBR0_FLAGS) != 0) {
            throw unexpected("TTBR0", ttbr0);
        }
        ByteBuffer bytes = ByteBuffer.allocate(TranslationTable.BYTES);
        wire.read(Integer.toUnsignedLong(ttbr0), bytes);
        TranslationTable table = TranslationTable.of(bytes.flip());
        if (!table.isIdentity()) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    "the boot ROM's translation table is not as a reset leaves it; enter FEL from a reset");
        }
        core.run(ArmRoutine.MMU_OFF, 0);
        return table;
    }

    /** Puts the table into memory and switches the MMU on. */
    void on(TranslationTable table) throws FailureException {
        table.quicken();
        wire.write(Integer.toUnsignedLong(core.read(Cp15.TTBR0)), table.bytes());
        core.run(ArmRoutine.MMU_ON, 0);
    }

    private @Nullable TranslationTable fresh() throws FailureException {
        if (soc.translationTable() == 0) {
            return null;
        }
        core.write(Cp15.DACR, DACR_CLIENTS);
        core.write(Cp15.TTBCR, 0);
        core.write(Cp15.TTBR0, (int) soc.translationTable());
        return TranslationTable.identity();
    }

    private static FailureException unexpected(String register, int value) {
        return new FailureException(
                FailureKind.PROTOCOL_GARBAGE,
                String.format(
                        "Unexpected %s (%08X): FEL was not entered from a reset; power-cycle the board",
                        register, value));
    }
}
