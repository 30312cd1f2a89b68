package dev.gangway.usb.libusb;

import dev.gangway.channel.ChannelFault;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.usb4java.DeviceHandle;
import org.usb4java.LibUsb;
import org.usb4java.Transfer;
import org.usb4java.TransferCallback;

/** One native transfer, used again and again. A direct or mapped buffer is passed as it is; others go through a copy. */
final class NativePiece implements Piece, TransferCallback {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final DeviceHandle handle;
    private final Transfer transfer = LibUsb.allocTransfer();
    private int offset;
    private int length;
    private boolean in;
    private boolean done;
    private boolean cancelled;
    private ByteBuffer whole = NOTHING;
    private @Nullable ByteBuffer copy;
    private @Nullable ByteBuffer current;

    NativePiece(DeviceHandle handle) {
        this.handle = handle;
    }

    @Override
    public int submit(int endpoint, ByteBuffer data, int newOffset, int newLength, boolean isIn) {
        begin(newLength);
        offset = newOffset;
        in = isIn;
        whole = data;
        ByteBuffer slice = data.slice(offset, length);
        ByteBuffer used = slice;
        if (!data.isDirect()) {
            used = staging(length);
            if (!in) {
                used.put(slice).flip();
            }
        }
        current = used;
        LibUsb.fillBulkTransfer(transfer, handle, (byte) endpoint, used, this, null, 0);
        return LibUsb.submitTransfer(transfer);
    }

    /**
     * Gives a control transfer to the kernel.
     *
     * @param packet a direct buffer with the setup packet and the data stage
     * @return {@code LibUsb.SUCCESS}, or one of libusb's error codes
     */
    int submitControl(ByteBuffer packet) {
        begin(packet.capacity());
        current = packet;
        LibUsb.fillControlTransfer(transfer, handle, packet, this, null, 0);
        return LibUsb.submitTransfer(transfer);
    }

    private void begin(int newLength) {
        length = newLength;
        done = false;
        cancelled = false;
    }

    private ByteBuffer staging(int wanted) {
        ByteBuffer have = copy;
        if (have == null || have.capacity() < wanted) {
            have = ByteBuffer.allocateDirect(wanted);
            copy = have;
        }
        return have.slice(0, wanted);
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public void cancel() {
        if (!done && !cancelled) {
            cancelled = true;
            LibUsb.cancelTransfer(transfer);
        }
    }

    @Override
    public int finish() {
        int moved = moved();
        ByteBuffer used = current;
        if (in && used != null && !whole.isDirect()) {
            whole.put(offset, toArray(used, moved), 0, moved);
        }
        current = null;
        whole = NOTHING;
        return moved;
    }

    /** How many bytes moved, without the setup packet of a control transfer. */
    int moved() {
        return transfer.actualLength();
    }

    private static byte[] toArray(ByteBuffer from, int count) {
        byte[] bytes = new byte[count];
        from.get(0, bytes);
        return bytes;
    }

    @Override
    public @Nullable ChannelFault fault() {
        int status = transfer.status();
        return status == LibUsb.TRANSFER_COMPLETED ? null : LibusbErrors.ofTransferStatus(status);
    }

    @Override
    public void processTransfer(Transfer finished) {
        done = true;
    }

    /** Gives the native memory back; only while the kernel does not have it. */
    void free() {
        LibUsb.freeTransfer(transfer);
    }
}
