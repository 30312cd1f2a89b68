package dev.gangway.virtual.arm;

/** The core registers with the banks of the processor modes (ARM DDI 0406C, B1.3). */
final class Registers {
    static final int SP = 13;
    static final int LR = 14;
    static final int PC = 15;

    static final int USER = 0x10;
    static final int FIQ = 0x11;
    static final int IRQ = 0x12;
    static final int SUPERVISOR = 0x13;
    static final int MONITOR = 0x16;
    static final int ABORT = 0x17;
    static final int UNDEFINED = 0x1b;
    static final int SYSTEM = 0x1f;

    private static final int MODE = 0x1f;
    private static final int THUMB = 0x20;
    private static final int CONTROL = 0xff | 0x100;
    private static final int FLAGS = 0xf8000000;

    private final int[] current = new int[16];
    private final int[] bankedSp = new int[32];
    private final int[] bankedLr = new int[32];
    private final int[] saved = new int[32];
    private final int[] fiq = new int[5];

    /** Address of the instruction after this one; changed by branches. */
    private int next;

    private int cpsr = SUPERVISOR;
    boolean n;
    boolean z;
    boolean c;
    boolean v;

    /** Value as an operand: r15 is two instructions ahead. */
    int get(int register) {
        return register == PC ? current[PC] + 8 : current[register];
    }

    /** Sets a register; r15 branches, with bit 0 asking for Thumb state. */
    void set(int register, int value) throws CpuFault {
        if (register == PC) {
            branch(value);
        } else {
            current[register] = value;
        }
    }

    void branch(int target) throws CpuFault {
        if ((target & 1) != 0) {
            throw new CpuFault(
                    String.format("branch to Thumb code at 0x%08x, which no routine here uses", target & ~1));
        }
        if ((target & 2) != 0) {
            throw new CpuFault(String.format("branch to the unaligned address 0x%08x", target));
        }
        next = target;
    }

    int pc() {
        return current[PC];
    }

    /** Begins at an address, in supervisor mode as a boot ROM calls it. */
    void start(int entry, int sp, int irqSp, int returnTo) {
        java.util.Arrays.fill(current, 0);
        java.util.Arrays.fill(bankedSp, 0);
        java.util.Arrays.fill(bankedLr, 0);
        java.util.Arrays.fill(saved, 0);
        cpsr = SUPERVISOR;
        n = z = c = v = false;
        current[SP] = sp;
        current[LR] = returnTo;
        current[PC] = entry;
        bankedSp[IRQ] = irqSp;
        next = entry;
    }

    void fetchNext() {
        next = current[PC] + 4;
    }

    void advance() {
        current[PC] = next;
    }

    int cpsr() {
        int flags = (n ? 1 << 31 : 0) | (z ? 1 << 30 : 0) | (c ? 1 << 29 : 0) | (v ? 1 << 28 : 0);
        return flags | cpsr;
    }

    int spsr(int instruction) throws CpuFault {
        return saved[savedSlot(instruction)];
    }

    void writeSpsr(int instruction, int value, int mask) throws CpuFault {
        int slot = savedSlot(instruction);
        saved[slot] = (saved[slot] & ~mask) | (value & mask);
    }

    private int savedSlot(int instruction) throws CpuFault {
        int mode = cpsr & MODE;
        if (mode == USER || mode == SYSTEM) {
            throw CpuFault.undefined(instruction);
        }
        return mode;
    }

    /** Writes the bytes of the CPSR that the mask names. */
    void writeCpsr(int value, int mask) throws CpuFault {
        int allowed = (cpsr & MODE) == USER ? mask & FLAGS : mask;
        if ((allowed & FLAGS & 0xf0000000) != 0) {
            n = value < 0;
            z = (value & 1 << 30) != 0;
            c = (value & 1 << 29) != 0;
            v = (value & 1 << 28) != 0;
        }
        int control = (cpsr & ~(allowed & CONTROL)) | (value & allowed & CONTROL);
        if ((control & THUMB) != 0) {
            throw new CpuFault("the CPSR write asks for Thumb state");
        }
        switchMode(control & MODE);
        cpsr = control;
    }

    private void switchMode(int to) throws CpuFault {
        int from = cpsr & MODE;
        switch (to) {
            case USER, FIQ, IRQ, SUPERVISOR, MONITOR, ABORT, UNDEFINED, SYSTEM -> {}
            default -> throw new CpuFault(String.format("processor mode 0x%02x does not exist", to));
        }
        if (bank(from) == bank(to)) {
            return;
        }
        bankedSp[bank(from)] = current[SP];
        bankedLr[bank(from)] = current[LR];
        current[SP] = bankedSp[bank(to)];
        current[LR] = bankedLr[bank(to)];
        if (from == FIQ || to == FIQ) {
            for (int i = 0; i < fiq.length; i++) {
                int other = fiq[i];
                fiq[i] = current[8 + i];
                current[8 + i] = other;
            }
        }
    }

    private static int bank(int mode) {
        return mode == SYSTEM ? USER : mode;
    }

    boolean holds(int condition) {
        return switch (condition) {
            case 0 -> z;
            case 1 -> !z;
            case 2 -> c;
            case 3 -> !c;
            case 4 -> n;
            case 5 -> !n;
            case 6 -> v;
            case 7 -> !v;
            case 8 -> c && !z;
            case 9 -> !c || z;
            case 10 -> n == v;
            case 11 -> n != v;
            case 12 -> !z && n == v;
            case 13 -> z || n != v;
            default -> true;
        };
    }
}
