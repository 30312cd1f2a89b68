package dev.gangway.virtual.arm;

import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.SystemMemory.BusAbort;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Single accesses of the core: one read or write of the memory for each, as a device register needs it. */
final class DataBus {
    private final SystemMemory memory;
    private final CoreCp15 cp15;
    private final ByteBuffer word = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);

    DataBus(SystemMemory memory, CoreCp15 cp15) {
        this.memory = memory;
        this.cp15 = cp15;
    }

    int load(int address, int bytes) throws BusAbort, CpuFault {
        if ((address & (bytes - 1)) == 0) {
            return loadOnce(address, bytes);
        }
        checkUnaligned(address);
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= loadOnce(address + i, 1) << (8 * i);
        }
        return value;
    }

    void store(int address, int bytes, int value) throws BusAbort, CpuFault {
        if ((address & (bytes - 1)) == 0) {
            storeOnce(address, bytes, value);
            return;
        }
        checkUnaligned(address);
        for (int i = 0; i < bytes; i++) {
            storeOnce(address + i, 1, value >>> (8 * i));
        }
    }

    /** A word of LDM, STM, LDRD or an instruction: never unaligned. */
    int loadAligned(int address) throws BusAbort, CpuFault {
        requireAligned(address);
        return loadOnce(address, 4);
    }

    void storeAligned(int address, int value) throws BusAbort, CpuFault {
        requireAligned(address);
        storeOnce(address, 4, value);
    }

    private static void requireAligned(int address) throws CpuFault {
        if ((address & 3) != 0) {
            throw new CpuFault(String.format("alignment fault at 0x%08x", address));
        }
    }

    /** With the MMU off all memory is strongly ordered, and an unaligned access faults (ARM DDI 0406C, A3.2.2). */
    private void checkUnaligned(int address) throws CpuFault {
        if (!cp15.mmuOn() || cp15.alignmentChecked()) {
            throw new CpuFault(String.format("alignment fault at 0x%08x", address));
        }
    }

    private int loadOnce(int address, int bytes) throws BusAbort {
        word.clear().limit(bytes);
        memory.read(Integer.toUnsignedLong(address), word);
        return switch (bytes) {
            case 1 -> word.get(0) & 0xff;
            case 2 -> word.getShort(0) & 0xffff;
            default -> word.getInt(0);
        };
    }

    private void storeOnce(int address, int bytes, int value) throws BusAbort {
        word.clear();
        word.putInt(0, value);
        word.limit(bytes);
        memory.write(Integer.toUnsignedLong(address), word);
    }
}
