package dev.gangway.station.lab.emulated;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.SystemMemory.BusAbort;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/** An emulated H3 as its boot ROM has it under its hands in FEL: memory, and calls of code. One thread at a time. */
final class EmulatedCore {
    /** Everything that a boot loader for this SoC brings into DRAM is at or above this. */
    static final long DRAM = 0x4000_0000L;

    /** Where called code finds the boot ROM's stack pointers; seen on an A33, whose map the H3 shares (dossier, §7). */
    private static final int STACK = 0x5e08;

    private static final int IRQ_STACK = 0x2000;

    /** Inside the boot ROM, where the emulated machine has nothing that could be executed. */
    private static final int RETURN_ADDRESS = 0xffff_0a34;

    /** CPSR (ARM ARM DDI 0406C, B1.3.3): A32 state, IRQ, FIQ and asynchronous aborts masked. */
    private static final int SUPERVISOR = 0x1d3;

    private static final int IRQ_MODE = 0x1d2;
    private static final int MODE_AND_MASKS = 0xff;

    /** The boot ROM's vectors (DDI 0406C, B1.8.1): what goes there has crashed. */
    private static final Map<Integer, String> VECTORS = Map.of(
            0xffff_0004, "an undefined instruction",
            0xffff_0008, "a supervisor call",
            0xffff_000c, "a prefetch abort",
            0xffff_0010, "a data abort");

    /** SRAM A2 begins with an OpenRISC l.nop; QEMU has no memory there. */
    private static final int L_NOP = 0x1500_0000;

    private final AllwinnerSoc soc;
    private final GdbRemote machine;
    private final BootRomData romData;
    private final ByteBuffer probeWord = ByteBuffer.allocate(4).putInt(0, Integer.reverseBytes(L_NOP));

    /** Puts a machine that stands at its reset vector where the boot ROM is when it serves FEL. */
    EmulatedCore(AllwinnerSoc soc, GdbRemote machine) throws IOException {
        this.soc = soc;
        this.machine = machine;
        romData = new BootRomData(soc, STACK);
        romData.fill(machine);
        machine.setRegister(GdbRemote.CPSR, IRQ_MODE);
        machine.setRegister(GdbRemote.SP, IRQ_STACK);
        machine.setRegister(GdbRemote.CPSR, SUPERVISOR);
        machine.setRegister(GdbRemote.SP, STACK);
        machine.breakAt(Integer.toUnsignedLong(RETURN_ADDRESS));
        for (int vector : VECTORS.keySet()) {
            machine.breakAt(Integer.toUnsignedLong(vector));
        }
    }

    void read(long address, ByteBuffer into) throws IOException, BusAbort {
        if (isProbe(address, into.remaining())) {
            into.put(probeWord.slice((int) (address - soc.smcProbe()), into.remaining()));
            return;
        }
        try {
            machine.readMemory(address, into);
        } catch (GdbRemote.Refused e) {
            throw abort(address, e);
        }
    }

    void write(long address, ByteBuffer from) throws IOException, BusAbort {
        if (isProbe(address, from.remaining())) {
            probeWord.slice((int) (address - soc.smcProbe()), from.remaining()).put(from);
            return;
        }
        try {
            machine.writeMemory(address, from);
        } catch (GdbRemote.Refused e) {
            throw abort(address, e);
        }
    }

    private boolean isProbe(long address, int length) {
        return address >= soc.smcProbe() && address + length <= soc.smcProbe() + 4;
    }

    private static BusAbort abort(long address, GdbRemote.Refused cause) {
        BusAbort abort = new BusAbort(address);
        abort.initCause(cause);
        return abort;
    }

    /**
     * Calls code and waits until it returns, which a boot loader never does.
     *
     * @return why the boot ROM can't go on; empty when the code returned as it should
     */
    Optional<String> call(long entry) throws IOException {
        machine.setRegister(GdbRemote.LR, RETURN_ADDRESS);
        machine.setRegister(GdbRemote.PC, (int) entry);
        machine.resume();
        machine.awaitStop();
        int pc = machine.register(GdbRemote.PC);
        if (pc != RETURN_ADDRESS) {
            return Optional.of(String.format(
                    "the code at 0x%08x ended in %s, lr 0x%08x",
                    entry, VECTORS.getOrDefault(pc, "a stop at " + pc), machine.register(GdbRemote.LR)));
        }
        if (machine.register(GdbRemote.SP) != STACK) {
            return Optional.of(String.format("the code at 0x%08x returned with another stack pointer", entry));
        }
        if ((machine.register(GdbRemote.CPSR) & MODE_AND_MASKS) != (SUPERVISOR & MODE_AND_MASKS)) {
            return Optional.of(String.format("the code at 0x%08x returned in another mode", entry));
        }
        if (!romData.intact(machine)) {
            return Optional.of(String.format("the code at 0x%08x left the boot ROM's data changed", entry));
        }
        return Optional.empty();
    }
}
