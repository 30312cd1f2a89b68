package dev.gangway.virtual.arm;

import dev.gangway.virtual.SystemMemory.BusAbort;

/** Loads and stores: words, bytes, halfwords, pairs, multiples, swaps and exclusives (ARM DDI 0406C, A5.2.8 to A5.5). */
final class CoreTransfers {
    private static final int PRE = 1 << 24;
    private static final int UP = 1 << 23;
    private static final int BYTE = 1 << 22;
    private static final int WRITE_BACK = 1 << 21;
    private static final int LOAD = 1 << 20;

    private final Registers regs;
    private final DataBus bus;
    private boolean exclusive;

    CoreTransfers(Registers regs, DataBus bus) {
        this.regs = regs;
        this.bus = bus;
    }

    /** LDR, STR, LDRB, STRB with an offset that was already made. */
    void single(int instruction, int offset) throws BusAbort, CpuFault {
        int base = instruction >>> 16 & 0xf;
        int register = instruction >>> 12 & 0xf;
        int bytes = (instruction & BYTE) != 0 ? 1 : 4;
        int address = address(instruction, offset);
        if ((instruction & LOAD) != 0) {
            int value = bus.load(address, bytes);
            writeBack(instruction, base, offset);
            regs.set(register, value);
        } else {
            bus.store(address, bytes, regs.get(register));
            writeBack(instruction, base, offset);
        }
    }

    /** LDRH, STRH, LDRSB, LDRSH, LDRD, STRD. */
    void extra(int instruction) throws BusAbort, CpuFault {
        int base = instruction >>> 16 & 0xf;
        int register = instruction >>> 12 & 0xf;
        int offset = (instruction & BYTE) != 0
                ? ((instruction >>> 4) & 0xf0) | (instruction & 0xf)
                : regs.get(instruction & 0xf);
        int address = address(instruction, offset);
        int kind = instruction >>> 5 & 3;
        if ((instruction & LOAD) != 0) {
            int value =
                    switch (kind) {
                        case 1 -> bus.load(address, 2);
                        case 2 -> (byte) bus.load(address, 1);
                        default -> (short) bus.load(address, 2);
                    };
            writeBack(instruction, base, offset);
            regs.set(register, value);
            return;
        }
        if (kind == 1) {
            bus.store(address, 2, regs.get(register));
            writeBack(instruction, base, offset);
            return;
        }
        if ((register & 1) != 0 || register == 14) {
            throw CpuFault.undefined(instruction);
        }
        if (kind == 2) {
            int low = bus.loadAligned(address);
            int high = bus.loadAligned(address + 4);
            writeBack(instruction, base, offset);
            regs.set(register, low);
            regs.set(register + 1, high);
        } else {
            bus.storeAligned(address, regs.get(register));
            bus.storeAligned(address + 4, regs.get(register + 1));
            writeBack(instruction, base, offset);
        }
    }

    private int address(int instruction, int offset) {
        int base = regs.get(instruction >>> 16 & 0xf);
        if ((instruction & PRE) == 0) {
            return base;
        }
        return (instruction & UP) != 0 ? base + offset : base - offset;
    }

    private void writeBack(int instruction, int base, int offset) throws CpuFault {
        if ((instruction & PRE) == 0 || (instruction & WRITE_BACK) != 0) {
            if (base == Registers.PC) {
                throw CpuFault.undefined(instruction);
            }
            int from = regs.get(base);
            regs.set(base, (instruction & UP) != 0 ? from + offset : from - offset);
        }
    }

    /** LDM and STM in all four modes. */
    void multiple(int instruction) throws BusAbort, CpuFault {
        int list = instruction & 0xffff;
        int base = instruction >>> 16 & 0xf;
        boolean load = (instruction & LOAD) != 0;
        boolean up = (instruction & UP) != 0;
        boolean pre = (instruction & PRE) != 0;
        boolean user = (instruction & BYTE) != 0;
        boolean exceptionReturn = user && load && (list & 1 << 15) != 0;
        if (list == 0 || base == Registers.PC || (user && !exceptionReturn)) {
            throw CpuFault.undefined(instruction);
        }
        int bytes = 4 * Integer.bitCount(list);
        int from = regs.get(base);
        int after = up ? from + bytes : from - bytes;
        int at = (up ? from : after) + (pre == up ? 4 : 0);
        if (!load) {
            for (int i = 0; i < 16; i++) {
                if ((list & 1 << i) != 0) {
                    bus.storeAligned(at, regs.get(i));
                    at += 4;
                }
            }
        }
        int target = 0;
        int[] values = load ? new int[15] : NOTHING;
        for (int i = 0; load && i < 16; i++) {
            if ((list & 1 << i) != 0) {
                int value = bus.loadAligned(at);
                at += 4;
                if (i == Registers.PC) {
                    target = value;
                } else {
                    values[i] = value;
                }
            }
        }
        if ((instruction & WRITE_BACK) != 0) {
            regs.set(base, after);
        }
        for (int i = 0; i < values.length; i++) {
            if ((list & 1 << i) != 0) {
                regs.set(i, values[i]);
            }
        }
        if (load && (list & 1 << 15) != 0) {
            if (exceptionReturn) {
                regs.writeCpsr(regs.spsr(instruction), -1);
            }
            regs.branch(target);
        }
    }

    private static final int[] NOTHING = {};

    /** SWP, SWPB, LDREX and STREX of words, bytes and halfwords; there is only one core, so an exclusive pair holds. */
    void synchronising(int instruction) throws BusAbort, CpuFault {
        int address = regs.get(instruction >>> 16 & 0xf);
        int to = instruction >>> 12 & 0xf;
        int source = instruction & 0xf;
        switch (instruction >>> 20 & 0xf) {
            case 0, 4 -> {
                int bytes = (instruction & BYTE) != 0 ? 1 : 4;
                int value = bus.load(address, bytes);
                bus.store(address, bytes, regs.get(source));
                regs.set(to, value);
            }
            case 8, 12, 14 -> {
                int bytes = width(instruction);
                if (exclusive) {
                    bus.store(address, bytes, regs.get(source));
                }
                regs.set(to, exclusive ? 0 : 1);
                exclusive = false;
            }
            case 9, 13, 15 -> {
                regs.set(to, bus.load(address, width(instruction)));
                exclusive = true;
            }
            default -> throw CpuFault.undefined(instruction);
        }
    }

    /** CLREX. */
    void clearExclusive() {
        exclusive = false;
    }

    private static int width(int instruction) {
        return switch (instruction >>> 21 & 3) {
            case 2 -> 1;
            case 3 -> 2;
            default -> 4;
        };
    }
}
