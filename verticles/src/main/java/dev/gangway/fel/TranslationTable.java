package dev.gangway.fel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The 4096 first-level descriptors of the boot ROM's MMU (ARM DDI 0406, B3.5.1): 1 MiB sections that map each address to
 * itself.
 */
final class TranslationTable {
    static final int BYTES = 16_384;

    private static final int SECTIONS = 4096;
    private static final int BUFFERABLE = 1 << 2;
    private static final int CACHEABLE = 1 << 3;
    private static final int TEX = 7 << 12;
    private static final int NORMAL = 1 << 12;

    /** Section, domain 15, full access, may be executed, neither cached nor buffered. */
    private static final int PLAIN = 0xde2;

    private static final int DRAM_FIRST = 0x400;
    private static final int DRAM_LAST = 0xbff;
    private static final int BROM = 0xfff;

    private final int[] descriptors;

    private TranslationTable(int[] descriptors) {
        this.descriptors = descriptors;
    }

    /** A table such as the boot ROMs set up that switch the MMU on. */
    static TranslationTable identity() {
        int[] descriptors = new int[SECTIONS];
        for (int i = 0; i < SECTIONS; i++) {
            descriptors[i] = i << 20 | PLAIN;
        }
        descriptors[0] |= NORMAL;
        descriptors[BROM] |= NORMAL;
        return new TranslationTable(descriptors);
    }

    /** The table as it was read from memory. */
    static TranslationTable of(ByteBuffer bytes) {
        int[] descriptors = new int[SECTIONS];
        bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(descriptors);
        return new TranslationTable(descriptors);
    }

    /** Whether every entry is a section that maps to itself. */
    boolean isIdentity() {
        for (int i = 0; i < SECTIONS; i++) {
            int descriptor = descriptors[i];
            boolean section = (descriptor & 2) != 0 && (descriptor & 1 << 18) == 0;
            if (!section || descriptor >>> 20 != i) {
                return false;
            }
        }
        return true;
    }

    /** Lets writes to DRAM be combined and the boot ROM be cached: several times faster transfers. */
    void quicken() {
        for (int i = DRAM_FIRST; i <= DRAM_LAST; i++) {
            descriptors[i] = (descriptors[i] & ~(TEX | CACHEABLE | BUFFERABLE)) | NORMAL;
        }
        descriptors[BROM] = (descriptors[BROM] & ~TEX) | NORMAL | CACHEABLE | BUFFERABLE;
    }

    /** The table as it goes into memory. */
    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(descriptors);
        return bytes;
    }
}
