package dev.gangway.image.nvs;

import java.math.BigInteger;
import java.util.Locale;

/** Whole numbers that NVS keeps. */
public enum NvsType {
    U8(0x01, 1, false),
    I8(0x11, 1, true),
    U16(0x02, 2, false),
    I16(0x12, 2, true),
    U32(0x04, 4, false),
    I32(0x14, 4, true),
    U64(0x08, 8, false),
    I64(0x18, 8, true);

    private final int code;
    private final int bytes;
    private final boolean signed;

    NvsType(int code, int bytes, boolean signed) {
        this.code = code;
        this.bytes = bytes;
        this.signed = signed;
    }

    /** As an entry names it. */
    int code() {
        return code;
    }

    /** Bytes of a number. */
    int bytes() {
        return bytes;
    }

    boolean signed() {
        return signed;
    }

    /** As tables write it: {@code u16}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a number fits. */
    public boolean holds(BigInteger number) {
        return signed
                ? number.bitLength() < bytes * Byte.SIZE
                : number.signum() >= 0 && number.bitLength() <= bytes * Byte.SIZE;
    }
}
