package dev.gangway.virtual.arm;

/** Data processing, multiplication and the barrel shifter (ARM DDI 0406C, A5.2). */
final class Alu {
    private final Registers regs;
    private boolean carry;

    Alu(Registers regs) {
        this.regs = regs;
    }

    /** Rotated 8-bit immediate; sets the shifter carry. */
    int immediate(int instruction) {
        int rotate = instruction >>> 7 & 0x1e;
        int value = Integer.rotateRight(instruction & 0xff, rotate);
        carry = rotate == 0 ? regs.c : value < 0;
        return value;
    }

    /** Register operand shifted by an immediate or by a register; sets the shifter carry. */
    int shifted(int instruction) {
        int value = regs.get(instruction & 0xf);
        int type = instruction >>> 5 & 3;
        if ((instruction & 0x10) != 0) {
            return byRegister(value, type, regs.get(instruction >>> 8 & 0xf) & 0xff);
        }
        int amount = instruction >>> 7 & 0x1f;
        if (amount != 0) {
            return byRegister(value, type, amount);
        }
        switch (type) {
            case 0 -> {
                carry = regs.c;
                return value;
            }
            case 1, 2 -> {
                return byRegister(value, type, 32);
            }
            default -> {
                carry = (value & 1) != 0;
                return (value >>> 1) | (regs.c ? 1 << 31 : 0);
            }
        }
    }

    private int byRegister(int value, int type, int amount) {
        if (amount == 0) {
            carry = regs.c;
            return value;
        }
        switch (type) {
            case 0 -> {
                carry = amount <= 32 && (value >>> (32 - Math.min(amount, 32)) & 1) != 0;
                return amount < 32 ? value << amount : 0;
            }
            case 1 -> {
                carry = amount <= 32 && (value >>> (Math.min(amount, 32) - 1) & 1) != 0;
                return amount < 32 ? value >>> amount : 0;
            }
            case 2 -> {
                int bounded = Math.min(amount, 32);
                carry = (value >> (bounded - 1) & 1) != 0;
                return bounded < 32 ? value >> bounded : value >> 31;
            }
            default -> {
                int rotated = Integer.rotateRight(value, amount & 31);
                carry = rotated < 0;
                return rotated;
            }
        }
    }

    /** AND to MVN with a second operand that was just made. */
    void process(int instruction, int second) throws CpuFault {
        int first = regs.get(instruction >>> 16 & 0xf);
        int to = instruction >>> 12 & 0xf;
        boolean flags = (instruction & 1 << 20) != 0;
        boolean overflow = regs.v;
        long wide;
        int result;
        int operation = instruction >>> 21 & 0xf;
        switch (operation) {
            case 0, 8 -> result = first & second;
            case 1, 9 -> result = first ^ second;
            case 2, 10 -> {
                result = first - second;
                carry = Integer.compareUnsigned(first, second) >= 0;
                overflow = ((first ^ second) & (first ^ result)) < 0;
            }
            case 3 -> {
                result = second - first;
                carry = Integer.compareUnsigned(second, first) >= 0;
                overflow = ((second ^ first) & (second ^ result)) < 0;
            }
            case 4, 11 -> {
                wide = unsigned(first) + unsigned(second);
                result = (int) wide;
                carry = wide >>> 32 != 0;
                overflow = ((first ^ result) & (second ^ result)) < 0;
            }
            case 5 -> {
                wide = unsigned(first) + unsigned(second) + (regs.c ? 1 : 0);
                result = (int) wide;
                carry = wide >>> 32 != 0;
                overflow = ((first ^ result) & (second ^ result)) < 0;
            }
            case 6 -> {
                wide = unsigned(first) + unsigned(~second) + (regs.c ? 1 : 0);
                result = (int) wide;
                carry = wide >>> 32 != 0;
                overflow = ((first ^ second) & (first ^ result)) < 0;
            }
            case 7 -> {
                wide = unsigned(second) + unsigned(~first) + (regs.c ? 1 : 0);
                result = (int) wide;
                carry = wide >>> 32 != 0;
                overflow = ((second ^ first) & (second ^ result)) < 0;
            }
            case 12 -> result = first | second;
            case 13 -> result = second;
            case 14 -> result = first & ~second;
            default -> result = ~second;
        }
        boolean compares = operation >= 8 && operation <= 11;
        if (!compares && to == Registers.PC && flags) {
            int back = regs.spsr(instruction);
            regs.writeCpsr(back, -1);
            regs.branch(result);
            return;
        }
        if (flags) {
            regs.n = result < 0;
            regs.z = result == 0;
            regs.c = carry;
            regs.v = overflow;
        }
        if (!compares) {
            regs.set(to, result);
        }
    }

    /** MUL, MLA, MLS, UMULL, UMLAL, SMULL, SMLAL. */
    void multiply(int instruction) throws CpuFault {
        int high = instruction >>> 16 & 0xf;
        int low = instruction >>> 12 & 0xf;
        int first = regs.get(instruction & 0xf);
        int second = regs.get(instruction >>> 8 & 0xf);
        boolean flags = (instruction & 1 << 20) != 0;
        switch (instruction >>> 21 & 7) {
            case 0 -> product(high, first * second, flags);
            case 1 -> product(high, first * second + regs.get(low), flags);
            case 3 -> product(high, regs.get(low) - first * second, false);
            case 4 -> product(high, low, unsigned(first) * unsigned(second), flags);
            case 5 -> product(high, low, unsigned(first) * unsigned(second) + pair(high, low), flags);
            case 6 -> product(high, low, (long) first * second, flags);
            case 7 -> product(high, low, (long) first * second + pair(high, low), flags);
            default -> throw CpuFault.undefined(instruction);
        }
    }

    private void product(int to, int value, boolean flags) throws CpuFault {
        regs.set(to, value);
        if (flags) {
            regs.n = value < 0;
            regs.z = value == 0;
        }
    }

    private void product(int high, int low, long value, boolean flags) throws CpuFault {
        regs.set(low, (int) value);
        regs.set(high, (int) (value >>> 32));
        if (flags) {
            regs.n = value < 0;
            regs.z = value == 0;
        }
    }

    private long pair(int high, int low) {
        return ((long) regs.get(high) << 32) | unsigned(regs.get(low));
    }

    private static long unsigned(int value) {
        return Integer.toUnsignedLong(value);
    }
}
