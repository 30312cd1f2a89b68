package dev.gangway.usb.libusb;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.usb4java.Context;
import org.usb4java.DeviceHandle;
import org.usb4java.LibUsb;

/** The native transfers of one open device, kept for the next time, and the events of the device's own context. */
final class LibusbCarrier implements Carrier {
    private final Context context;
    private final DeviceHandle handle;
    private final Deque<NativePiece> idle = new ArrayDeque<>();
    /** Held, because the kernel may still write into their memory. */
    private final List<Piece> lost = new ArrayList<>();

    LibusbCarrier(Context context, DeviceHandle handle) {
        this.context = context;
        this.handle = handle;
    }

    @Override
    public NativePiece take() {
        return idle.isEmpty() ? new NativePiece(handle) : idle.pop();
    }

    @Override
    public void giveBack(Piece piece) {
        idle.push((NativePiece) piece);
    }

    @Override
    public void writeOff(Piece piece) {
        lost.add(piece);
    }

    @Override
    public void handleEvents(long micros) {
        LibUsb.handleEventsTimeout(context, micros);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    /** Gives the native memory back; false when the kernel never gave back a transfer. */
    boolean free() {
        idle.forEach(NativePiece::free);
        idle.clear();
        return lost.isEmpty();
    }
}
