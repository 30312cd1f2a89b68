package dev.gangway.virtual.arm;

/** Extensions, byte reversal and bit fields (ARM DDI 0406C, A5.4). */
final class Media {
    private final Registers regs;

    Media(Registers regs) {
        this.regs = regs;
    }

    void execute(int instruction) throws CpuFault {
        int to = instruction >>> 12 & 0xf;
        int value = regs.get(instruction & 0xf);
        int operation = instruction >>> 20 & 0x1f;
        int kind = instruction >>> 4 & 0xf;
        switch (operation) {
            case 0x0a, 0x0b, 0x0e, 0x0f -> {
                if (kind == 7) {
                    regs.set(to, extend(instruction, operation, value));
                } else {
                    regs.set(to, reverse(instruction, operation, kind, value));
                }
            }
            case 0x1a, 0x1b, 0x1e, 0x1f -> {
                int low = instruction >>> 7 & 0x1f;
                int bits = (instruction >>> 16 & 0x1f) + 1;
                if ((kind & 7) != 5 || low + bits > 32) {
                    throw CpuFault.undefined(instruction);
                }
                int shifted = value << (32 - low - bits);
                regs.set(to, operation >= 0x1e ? shifted >>> (32 - bits) : shifted >> (32 - bits));
            }
            case 0x1c, 0x1d -> {
                int low = instruction >>> 7 & 0x1f;
                int high = instruction >>> 16 & 0x1f;
                if (high < low || (kind & 7) != 1) {
                    throw CpuFault.undefined(instruction);
                }
                int mask = (-1 >>> (31 - (high - low))) << low;
                int field = (instruction & 0xf) == 0xf ? 0 : (value << low) & mask;
                regs.set(to, (regs.get(to) & ~mask) | field);
            }
            default -> throw CpuFault.undefined(instruction);
        }
    }

    private int extend(int instruction, int operation, int value) {
        int rotated = Integer.rotateRight(value, instruction >>> 7 & 0x18);
        int base = instruction >>> 16 & 0xf;
        int extended =
                switch (operation) {
                    case 0x0a -> (byte) rotated;
                    case 0x0b -> (short) rotated;
                    case 0x0e -> rotated & 0xff;
                    default -> rotated & 0xffff;
                };
        return base == 0xf ? extended : regs.get(base) + extended;
    }

    private static int reverse(int instruction, int operation, int kind, int value) throws CpuFault {
        int swapped = Integer.reverseBytes(value);
        if (operation == 0x0b && kind == 3) {
            return swapped;
        }
        if (operation == 0x0b && kind == 0xb) {
            return Integer.rotateRight(swapped, 16);
        }
        if (operation == 0x0f && kind == 3) {
            return Integer.reverse(value);
        }
        if (operation == 0x0f && kind == 0xb) {
            return Short.reverseBytes((short) value);
        }
        throw CpuFault.undefined(instruction);
    }
}
