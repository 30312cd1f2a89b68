package dev.gangway.usb.libusb;

import dev.gangway.usb.UsbException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.usb4java.Context;
import org.usb4java.LibUsb;

/**
 * The libusb contexts of open devices: each device has one to itself as long as it is open, and the next device gets it
 * afterwards. Starting one makes libusb read every device of the machine while all other threads' libusb waits, so with a
 * hundred boards that all come back at once nothing else would happen. Any thread may call.
 */
final class Contexts implements AutoCloseable {
    private final Deque<Context> idle = new ArrayDeque<>();
    private boolean closed;

    /** A context that no open device uses; a kept one may have missed what {@link #fresh} would see. */
    Context take() throws UsbException {
        synchronized (this) {
            Context kept = idle.pollFirst();
            if (kept != null) {
                return kept;
            }
        }
        return fresh();
    }

    /** A context that has just read the list of devices. */
    static Context fresh() throws UsbException {
        Context context = new Context();
        LibusbErrors.check(LibUsb.init(context), "starting libusb");
        return context;
    }

    /** Keeps a context whose device is closed. */
    synchronized void giveBack(Context context) {
        if (closed) {
            LibUsb.exit(context);
        } else {
            idle.addFirst(context);
        }
    }

    /** Lets the kept ones forget devices that left: each queues every coming and going until its events are handled. */
    synchronized void tend() {
        idle.forEach(context -> LibUsb.handleEventsTimeout(context, 0));
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(LibUsb::exit);
        idle.clear();
    }
}
