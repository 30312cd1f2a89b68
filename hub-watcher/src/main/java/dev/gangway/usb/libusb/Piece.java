package dev.gangway.usb.libusb;

import dev.gangway.channel.ChannelFault;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A stretch of a bulk transfer. Belongs to the kernel from a successful submit until it is done. */
interface Piece {
    /**
     * Gives this stretch of a buffer to the kernel. Whatever this piece carried before is forgotten.
     *
     * @param data the whole buffer; its position is neither asked nor moved
     * @return {@code LibUsb.SUCCESS}, or one of libusb's error codes
     */
    int submit(int endpoint, ByteBuffer data, int offset, int length, boolean in);

    /** Where it begins in the buffer. */
    int offset();

    /** How many bytes it shall move. */
    int length();

    /** Whether the kernel has given it back. */
    boolean isDone();

    /** Asks the kernel for it back; it still has to become done. Harmless when repeated. */
    void cancel();

    /** Of a piece that is done: puts what came in where it belongs, and returns how many bytes moved. */
    int finish();

    /** Of a piece that is done: why it broke off, null when it did not. */
    @Nullable
    ChannelFault fault();
}
