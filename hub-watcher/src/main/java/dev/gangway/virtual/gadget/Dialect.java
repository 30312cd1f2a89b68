package dev.gangway.virtual.gadget;

/** Which boot loader's fastboot is spoken (fastboot.md 3 and 4). */
public enum Dialect {
    /** NextThing's U-Boot 2016.01 of the C.H.I.P.: prefix matching, sparse sessions across flash commands. */
    NTC_2016(63),
    /** U-Boot of 2026: exact names, every sparse image starts at the partition's begin. */
    UBOOT_2026(63),
    /** A small loader in the manner of AOSP: {@code getvar:all}, long answers, honest CRC32 chunks. */
    AOSP(256);

    private final int answerLimit;

    Dialect(int answerLimit) {
        this.answerLimit = answerLimit;
    }

    /** Longest answer in bytes; what is longer is cut silently. */
    public int answerLimit() {
        return answerLimit;
    }
}
