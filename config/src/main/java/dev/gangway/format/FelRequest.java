package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** What a boot ROM in FEL mode can be asked for, with its number on the wire (linux-sunxi.org/FEL/Protocol). */
public enum FelRequest {
    /** Which chip it is: answered with {@link #VERSION_LENGTH} bytes. */
    VERSION(0x001),
    /** Bytes into memory. */
    WRITE(0x101),
    /** Starts code. */
    EXEC(0x102),
    /** Bytes out of memory. */
    READ(0x103);

    /** Bytes of a request: number, address, length, each 32 bits, little-endian, and a reserved word. */
    public static final int LENGTH = 16;

    /** Bytes of the status that ends each request. */
    public static final int STATUS_LENGTH = 8;

    /** Bytes of the answer to {@link #VERSION}. */
    public static final int VERSION_LENGTH = 32;

    private final int code;

    FelRequest(int code) {
        this.code = code;
    }

    /** Puts a whole request into a buffer of this length, ready to be sent; little-endian whatever the buffer's order. */
    public void put(ByteBuffer into, long address, int length) {
        into.clear().order(ByteOrder.LITTLE_ENDIAN);
        into.putInt(code).putInt((int) address).putInt(length).putInt(0).flip();
    }

    /** The request with this number; empty when nobody described one. */
    public static Optional<FelRequest> of(int code) {
        return Arrays.stream(values()).filter(request -> request.code == code).findFirst();
    }
}
