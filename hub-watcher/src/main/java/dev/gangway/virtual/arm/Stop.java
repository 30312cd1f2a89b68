package dev.gangway.virtual.arm;

/** Why {@link Cpu#run} came back. */
public enum Stop {
    /** The number of instructions is used up; the code goes on with the next call. */
    SLICE_USED,
    /** The code returned to its caller. */
    RETURNED,
    /** The next instruction is at the trap address. */
    TRAPPED,
    /** An SMC was executed; the code goes on behind it with the next call. */
    SECURE_CALL,
    /** The core was told by RMR to start again at its reset vector, and waits for that. */
    WARM_RESET,
    /** The core will never do anything again; {@link Cpu#reason} says why. */
    HUNG
}
