package dev.gangway.virtual.disk;

import java.nio.ByteBuffer;

/**
 * Why a command failed, as REQUEST SENSE tells it (SPC-4, 4.5 and annex D.2).
 *
 * @param key sense key
 * @param code additional sense code and its qualifier, {@code 0x2700} for 27/00
 * @param block the block that it is about; -1 = none
 */
record SenseCode(int key, int code, long block) {
    static final SenseCode NONE = new SenseCode(0, 0, -1);
    static final SenseCode BECOMING_READY = new SenseCode(2, 0x0401, -1);
    static final SenseCode NO_MEDIUM = new SenseCode(2, 0x3a00, -1);
    static final SenseCode NO_SUCH_COMMAND = new SenseCode(5, 0x2000, -1);
    static final SenseCode OUT_OF_RANGE = new SenseCode(5, 0x2100, -1);
    static final SenseCode INVALID_FIELD = new SenseCode(5, 0x2400, -1);
    static final SenseCode NO_SUCH_UNIT = new SenseCode(5, 0x2500, -1);
    static final SenseCode REMOVAL_PREVENTED = new SenseCode(5, 0x5302, -1);
    static final SenseCode CHANGED = new SenseCode(6, 0x2800, -1);
    static final SenseCode STARTED = new SenseCode(6, 0x2900, -1);
    static final SenseCode WRITE_PROTECTED = new SenseCode(7, 0x2700, -1);

    static final SenseCode DATA_PHASE_ERROR = new SenseCode(0xb, 0x4b00, -1);

    private static final int UNRECOVERED_READ = 0x1100;
    private static final int WRITE_ERROR = 0x0c00;
    private static final int FIXED_BYTES = 18;

    static SenseCode mediumError(boolean write, long block) {
        return new SenseCode(3, write ? WRITE_ERROR : UNRECOVERED_READ, block);
    }

    boolean isNone() {
        return key == 0;
    }

    /** In the fixed format, response code 70h. */
    byte[] fixed() {
        ByteBuffer bytes = ByteBuffer.allocate(FIXED_BYTES);
        boolean named = block >= 0 && block <= 0xffff_ffffL;
        bytes.put(0, (byte) (named ? 0xf0 : 0x70));
        bytes.put(2, (byte) key);
        bytes.putInt(3, named ? (int) block : 0);
        bytes.put(7, (byte) (FIXED_BYTES - 8));
        bytes.putShort(12, (short) code);
        return bytes.array();
    }
}
