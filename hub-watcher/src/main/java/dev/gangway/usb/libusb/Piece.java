package dev.gangway.usb.libusb;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.usb4java.DeviceHandle;
import org.usb4java.LibUsb;
import org.usb4java.Transfer;
import org.usb4java.TransferCallback;

/** One native transfer, used again and again. A direct or mapped buffer is passed as it is; others go through a copy. */
final class Piece implements TransferCallback {
    final Transfer transfer = LibUsb.allocTransfer();
    int offset;
    int length;
    boolean done;
    boolean cancelled;
    private @Nullable ByteBuffer copy;
    private @Nullable ByteBuffer current;

    void fill(DeviceHandle handle, int endpoint, ByteBuffer data, int newOffset, int newLength, boolean in) {
        offset = newOffset;
        length = newLength;
        done = false;
        cancelled = false;
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
    }

    void fillControl(DeviceHandle handle, ByteBuffer whole) {
        length = whole.capacity();
        done = false;
        cancelled = false;
        current = whole;
        LibUsb.fillControlTransfer(transfer, handle, whole, this, null, 0);
    }

    private ByteBuffer staging(int wanted) {
        ByteBuffer have = copy;
        if (have == null || have.capacity() < wanted) {
            have = ByteBuffer.allocateDirect(wanted);
            copy = have;
        }
        return have.slice(0, wanted);
    }

    /** Puts what came in where it belongs, and returns how many bytes moved. */
    int finish(ByteBuffer data, boolean in) {
        int moved = transfer.actualLength();
        ByteBuffer used = current;
        if (in && used != null && !data.isDirect()) {
            data.put(offset, toArray(used, moved), 0, moved);
        }
        current = null;
        return moved;
    }

    private static byte[] toArray(ByteBuffer from, int count) {
        byte[] bytes = new byte[count];
        from.get(0, bytes);
        return bytes;
    }

    boolean isComplete() {
        return transfer.status() == LibUsb.TRANSFER_COMPLETED;
    }

    @Override
    public void processTransfer(Transfer finished) {
        done = true;
    }
}
