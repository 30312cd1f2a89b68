package dev.gangway.fel;

/** The system registers that matter to FEL (ARM DDI 0406, B3.17: coprocessor 15). */
enum Cp15 {
    /** System control. */
    SCTLR(0, 1, 0, 0),
    /** Translation table base. */
    TTBR0(0, 2, 0, 0),
    /** Translation table base control. */
    TTBCR(0, 2, 0, 2),
    /** Domain access control. */
    DACR(0, 3, 0, 0);

    private static final int MCR = 0xee000f10;
    private static final int READ = 1 << 20;

    private final int fields;

    Cp15(int opc1, int crn, int crm, int opc2) {
        fields = opc1 << 21 | crn << 16 | opc2 << 5 | crm;
    }

    /** The instruction that reads it into r0. */
    int mrc() {
        return MCR | READ | fields;
    }

    /** The instruction that writes it from r0. */
    int mcr() {
        return MCR | fields;
    }
}
