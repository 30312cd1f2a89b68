package dev.gangway.virtual.allwinner;

import java.nio.ByteBuffer;

/** SRAM A2, which only the secure world sees: others read 0 and write nothing. */
final class SecureRam implements Region {
    private final StaticRam ram;
    private final SocRegisters registers;

    SecureRam(long start, long end, SocRegisters registers) {
        ram = new StaticRam(start, end);
        this.registers = registers;
    }

    void fill(int word) {
        for (long at = start(); at < end(); at += 4) {
            ram.word(at, word);
        }
    }

    @Override
    public long start() {
        return ram.start();
    }

    @Override
    public long end() {
        return ram.end();
    }

    @Override
    public void read(long address, ByteBuffer into) {
        if (registers.secureWorld()) {
            ram.read(address, into);
        } else {
            while (into.hasRemaining()) {
                into.put((byte) 0);
            }
        }
    }

    @Override
    public void write(long address, ByteBuffer from) {
        if (registers.secureWorld()) {
            ram.write(address, from);
        } else {
            from.position(from.limit());
        }
    }
}
