package dev.gangway.fel;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.AllwinnerSoc;
import java.util.Optional;

/** What is burnt into an Allwinner chip: its id, and the window of its other fuses. Used by the thread of its device alone. */
public final class Fuses {
    private final ArmCore core;
    private final AllwinnerSoc soc;

    Fuses(ArmCore core, AllwinnerSoc soc) {
        this.core = core;
        this.soc = soc;
    }

    /** The chip's id, read as is right for the SoC; empty where none can be read. */
    public Optional<Sid> sid() throws FailureException {
        return soc.sidByRegisters() ? sidByRegisters() : sidByMemory();
    }

    /** The chip's id through the control register, on any SoC that has the registers. */
    public Optional<Sid> sidByRegisters() throws FailureException {
        if (!soc.hasSid()) {
            return Optional.empty();
        }
        return Optional.of(Sid.of(core.run(ArmRoutine.SID_REGISTERS, 4, (int) soc.sidBase(), 0, 16)));
    }

    private Optional<Sid> sidByMemory() throws FailureException {
        if (!soc.hasSid()) {
            return Optional.empty();
        }
        return Optional.of(Sid.of(core.readWords(soc.sidBase() + soc.sidOffset(), 4)));
    }

    /** A part of the fuse window, read as is right for the SoC; offset and length in bytes, multiples of 4. */
    public int[] read(int offset, int length) throws FailureException {
        if (!soc.hasSid() || offset % 4 != 0 || length % 4 != 0) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "fuses of " + soc.name() + " can't be read at offset " + offset);
        }
        if (soc.sidByRegisters()) {
            return core.run(ArmRoutine.SID_REGISTERS, length / 4, (int) soc.sidBase(), offset, offset + length);
        }
        return core.readWords(soc.sidBase() + soc.sidOffset() + offset, length / 4);
    }
}
