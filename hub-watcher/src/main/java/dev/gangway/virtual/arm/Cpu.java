package dev.gangway.virtual.arm;

import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.SystemMemory.BusAbort;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs A32 code, an instruction at a time. Written after the ARM Architecture Reference Manual (DDI 0406C); Thumb,
 * floating point and exceptions are not there: each of them hangs the core, as it would a boot ROM without handlers.
 */
public final class Cpu {
    /** RMR bit 0: the next start is in AArch64. */
    public static final int RMR_AARCH64 = 1;

    private static final int RMR_RESET = 2;
    private static final int SECTIONS = 4096;

    private final Registers regs = new Registers();
    private final CoreCp15 cp15;
    private final DataBus bus;
    private final Alu alu;
    private final CoreTransfers transfers;
    private final Media media;
    private final Map<Integer, Integer> instructionCache = new HashMap<>();

    private int returnTo;
    private int trap;
    private boolean throughTrap;
    private Stop pending = Stop.SLICE_USED;
    private String reason = "";

    /** A core on this memory. */
    public Cpu(SystemMemory memory, CoreCp15 cp15) {
        this.cp15 = cp15;
        bus = new DataBus(memory, cp15);
        alu = new Alu(regs);
        transfers = new CoreTransfers(regs, bus);
        media = new Media(regs);
    }

    /**
     * Prepares a call in supervisor mode, as a boot ROM makes it.
     *
     * @param entry first instruction
     * @param sp stack pointer
     * @param irqSp stack pointer of the IRQ mode
     * @param returnAddress where the code goes when it returns
     * @param trapAddress an address to stop at, or the same as {@code returnAddress}
     */
    public void call(long entry, long sp, long irqSp, long returnAddress, long trapAddress) {
        regs.start((int) entry, (int) sp, (int) irqSp, (int) returnAddress);
        returnTo = (int) returnAddress;
        trap = (int) trapAddress;
        throughTrap = false;
        reason = "";
    }

    /** The system control coprocessor. */
    public CoreCp15 cp15() {
        return cp15;
    }

    /** A register's value; 15 is the address of the next instruction. */
    public int register(int number) {
        return number == Registers.PC ? regs.pc() : regs.get(number);
    }

    /** Why the core hangs, for a person. */
    public String reason() {
        return reason;
    }

    /** After {@link Stop#TRAPPED}: run the code there. */
    public void goThroughTrap() {
        throughTrap = true;
    }

    /** After {@link Stop#TRAPPED}: the code there counts as done and returns to its caller. */
    public void returnFromTrap() {
        regs.fetchNext();
        try {
            regs.branch(regs.get(Registers.LR));
        } catch (CpuFault e) {
            reason = String.valueOf(e.getMessage());
            trap = regs.pc();
            throughTrap = false;
            return;
        }
        regs.advance();
    }

    /** Runs until something stops it, for at most this many instructions. */
    public Stop run(int instructions) {
        for (int i = 0; i < instructions; i++) {
            int pc = regs.pc();
            if (pc == returnTo) {
                return Stop.RETURNED;
            }
            if (pc == trap && !throughTrap) {
                return reason.isEmpty() ? Stop.TRAPPED : Stop.HUNG;
            }
            throughTrap = false;
            Stop stop = step(pc);
            if (stop != Stop.SLICE_USED) {
                return stop;
            }
        }
        return Stop.SLICE_USED;
    }

    private Stop step(int pc) {
        pending = Stop.SLICE_USED;
        try {
            int instruction = fetch(pc);
            regs.fetchNext();
            execute(instruction);
            regs.advance();
            return pending;
        } catch (BusAbort | CpuFault e) {
            reason = String.format("at 0x%08x: %s", pc, e.getMessage());
            return Stop.HUNG;
        }
    }

    /**
     * With the instruction cache on, words that were fetched once stay until the cache is invalidated. With the MMU on
     * this holds for cacheable sections only, and FEL's tables make SRAM none (TEX 0 or 1, C 0, B 0; dossier 4.2).
     */
    private int fetch(int pc) throws BusAbort, CpuFault {
        if (!cp15.instructionCacheOn() || cp15.mmuOn()) {
            return bus.loadAligned(pc);
        }
        Integer cached = instructionCache.get(pc);
        if (cached == null) {
            cached = bus.loadAligned(pc);
            instructionCache.put(pc, cached);
        }
        return cached;
    }

    private void execute(int instruction) throws BusAbort, CpuFault {
        int condition = instruction >>> 28;
        if (condition == 0xf) {
            unconditional(instruction);
            return;
        }
        if (!regs.holds(condition)) {
            return;
        }
        switch (instruction >>> 25 & 7) {
            case 0 -> registerGroup(instruction);
            case 1 -> immediateGroup(instruction);
            case 2 -> transfers.single(requireOrdinary(instruction), instruction & 0xfff);
            case 3 -> {
                if ((instruction & 0x10) != 0) {
                    media.execute(instruction);
                } else {
                    transfers.single(requireOrdinary(instruction), alu.shifted(instruction));
                }
            }
            case 4 -> transfers.multiple(instruction);
            case 5 -> {
                if ((instruction & 1 << 24) != 0) {
                    regs.set(Registers.LR, regs.pc() + 4);
                }
                regs.branch(regs.pc() + 8 + (instruction << 8 >> 6));
            }
            case 7 -> coprocessor(instruction);
            default -> throw CpuFault.undefined(instruction);
        }
    }

    /** The unprivileged forms (post-indexed with write-back) behave as the plain ones with the MMU open; refuse r15. */
    private static int requireOrdinary(int instruction) throws CpuFault {
        boolean byteWide = (instruction & 1 << 22) != 0;
        if (byteWide && (instruction >>> 12 & 0xf) == Registers.PC) {
            throw CpuFault.undefined(instruction);
        }
        boolean postIndexed = (instruction & 1 << 24) == 0;
        return postIndexed ? instruction & ~(1 << 21) : instruction;
    }

    private void registerGroup(int instruction) throws BusAbort, CpuFault {
        if ((instruction & 0x90) == 0x90) {
            if ((instruction & 0x60) != 0) {
                transfers.extra(instruction);
            } else if ((instruction & 1 << 24) != 0) {
                transfers.synchronising(instruction);
            } else {
                alu.multiply(instruction);
            }
        } else if ((instruction & 0x01900000) == 0x01000000) {
            miscellaneous(instruction);
        } else {
            int second = alu.shifted(instruction);
            alu.process(instruction, second);
        }
    }

    private void immediateGroup(int instruction) throws CpuFault {
        if ((instruction & 0x01900000) != 0x01000000) {
            int second = alu.immediate(instruction);
            alu.process(instruction, second);
            return;
        }
        int to = instruction >>> 12 & 0xf;
        int wide = ((instruction >>> 4) & 0xf000) | (instruction & 0xfff);
        switch (instruction >>> 21 & 3) {
            case 0 -> regs.set(to, wide);
            case 2 -> regs.set(to, (regs.get(to) & 0xffff) | (wide << 16));
            default -> {
                if ((instruction & 0x004f0000) == 0) {
                    hint(instruction);
                } else {
                    writeStatus(instruction, alu.immediate(instruction));
                }
            }
        }
    }

    private void hint(int instruction) throws CpuFault {
        if ((instruction & 0xff) != 3) {
            return;
        }
        if ((cp15.rmr() & RMR_RESET) == 0) {
            throw new CpuFault("WFI with nothing that could wake the core");
        }
        pending = Stop.WARM_RESET;
    }

    private void miscellaneous(int instruction) throws CpuFault {
        int operation = instruction >>> 21 & 3;
        int target = regs.get(instruction & 0xf);
        boolean saved = (instruction & 1 << 22) != 0;
        switch (instruction >>> 4 & 0xf) {
            case 0 -> {
                if ((instruction & 0x200) != 0) {
                    throw CpuFault.undefined(instruction);
                }
                if ((operation & 1) == 0) {
                    regs.set(instruction >>> 12 & 0xf, saved ? regs.spsr(instruction) : regs.cpsr());
                } else {
                    writeStatus(instruction, target);
                }
            }
            case 1 -> {
                if (operation == 1) {
                    regs.branch(target);
                } else if (operation == 3) {
                    regs.set(instruction >>> 12 & 0xf, Integer.numberOfLeadingZeros(target));
                } else {
                    throw CpuFault.undefined(instruction);
                }
            }
            case 3 -> {
                if (operation != 1) {
                    throw CpuFault.undefined(instruction);
                }
                regs.set(Registers.LR, regs.pc() + 4);
                regs.branch(target);
            }
            case 7 -> {
                if (operation != 3) {
                    throw CpuFault.undefined(instruction);
                }
                pending = Stop.SECURE_CALL;
            }
            default -> throw CpuFault.undefined(instruction);
        }
    }

    private void writeStatus(int instruction, int value) throws CpuFault {
        int mask = 0;
        for (int field = 0; field < 4; field++) {
            if ((instruction & (1 << (16 + field))) != 0) {
                mask |= 0xff << (8 * field);
            }
        }
        if ((instruction & 1 << 22) != 0) {
            regs.writeSpsr(instruction, value, mask);
        } else {
            regs.writeCpsr(value, mask);
        }
    }

    private void unconditional(int instruction) throws CpuFault {
        if ((instruction & 0xfffffff0) == 0xf57ff010) {
            transfers.clearExclusive();
        } else if ((instruction & 0xffffff80) == 0xf57ff000) {
            synchronise();
        } else if ((instruction & 0xfff1fe20) == 0xf1000000) {
            changeState(instruction);
        } else if ((instruction & 0xfd70f000) != 0xf550f000 && (instruction & 0xfd70f000) != 0xf450f000) {
            throw CpuFault.undefined(instruction);
        }
    }

    private void changeState(int instruction) throws CpuFault {
        int mask = instruction & 0x1c0;
        int value = (instruction & 1 << 18) != 0 ? mask : 0;
        int control = (instruction & 1 << 19) != 0 ? mask : 0;
        if ((instruction & 1 << 17) != 0) {
            control |= 0x1f;
            value |= instruction & 0x1f;
        }
        regs.writeCpsr(value, control);
    }

    private void coprocessor(int instruction) throws BusAbort, CpuFault {
        boolean registerTransfer = (instruction & 0x01000010) == 0x10;
        if (!registerTransfer || (instruction >>> 8 & 0xf) != 15) {
            throw CpuFault.undefined(instruction);
        }
        int register = instruction >>> 12 & 0xf;
        if ((instruction & 1 << 20) != 0) {
            int value = cp15.read(instruction);
            if (register == Registers.PC) {
                regs.writeCpsr(value, 0xf0000000);
            } else {
                regs.set(register, value);
            }
            return;
        }
        boolean mmuWasOn = cp15.mmuOn();
        cp15.write(instruction, regs.get(register));
        synchronise();
        if (!mmuWasOn && cp15.mmuOn()) {
            requireIdentityTable();
        }
    }

    private void synchronise() {
        if (cp15.takeInstructionCacheStale()) {
            instructionCache.clear();
        }
    }

    /** Nothing here translates addresses, so a table that is no identity map is code running away. */
    private void requireIdentityTable() throws BusAbort, CpuFault {
        int table = cp15.translationTable();
        for (int i = 0; i < SECTIONS; i++) {
            int entry = bus.loadAligned(table + 4 * i);
            if ((entry & 0x40003) != 2 || entry >>> 20 != i) {
                throw new CpuFault(String.format(
                        "the MMU was switched on with entry %08x for 0x%03x00000 in the table at 0x%08x",
                        entry, i, table));
            }
        }
    }
}
