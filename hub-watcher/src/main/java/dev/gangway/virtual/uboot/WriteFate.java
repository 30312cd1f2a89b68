package dev.gangway.virtual.uboot;

import dev.gangway.virtual.fault.FaultPlan;

/** What becomes of a write to a medium. */
enum WriteFate {
    /** It is done. */
    DONE,
    /** It fails. */
    ERROR,
    /** It fails, and its status denies that. */
    DENIED,
    /** It says that it is done, and nothing is. */
    LOST,
    /** A bit is wrong. */
    FLIPPED,
    /** The board resets in the middle. */
    RESET;

    /** Of the next write. */
    static WriteFate of(FaultPlan faults) {
        if (faults.strike(ConsoleFault.WriteError.class).isPresent()) {
            return ERROR;
        }
        if (faults.strike(ConsoleFault.WrongStatus.class).isPresent()) {
            return DENIED;
        }
        if (faults.strike(ConsoleFault.ResetsInWrite.class).isPresent()) {
            return RESET;
        }
        if (faults.strike(ConsoleFault.LosesWrite.class).isPresent()) {
            return LOST;
        }
        return faults.strike(ConsoleFault.FlipsWrite.class).isPresent() ? FLIPPED : DONE;
    }

    /** How a command ends that says that it failed. */
    Command.Outcome failing() {
        return Command.Outcome.of(this == DENIED);
    }
}
