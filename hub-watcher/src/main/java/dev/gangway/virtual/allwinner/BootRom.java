package dev.gangway.virtual.allwinner;

import java.nio.ByteBuffer;

/** The boot ROM as data: its first word is the branch by which xfel tells ARM parts from others; writes are lost. */
record BootRom(long start, long end) implements Region {
    /** Size of the window; the ROMs are 32 to 64 KiB. */
    static final int BYTES = 0x10000;

    private static final int FIRST_WORD = 0xea000019;
    private static final int SEED = 0x42524f4d;

    @Override
    public void read(long address, ByteBuffer into) {
        for (long at = address; into.hasRemaining(); at++) {
            int word = at - at % 4 == start ? FIRST_WORD : Noise.word(SEED, at);
            into.put((byte) (word >>> (8 * (int) (at % 4))));
        }
    }

    @Override
    public void write(long address, ByteBuffer from) {
        from.position(from.limit());
    }
}
