package dev.gangway.usb.libusb;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.usb4java.Context;
import org.usb4java.LibUsb;

/**
 * The libusb contexts of open devices: each device has one to itself as long as it is open, and the next device gets it
 * afterwards. Starting one makes libusb read every device of the machine while all other threads' libusb waits, so with a
 * hundred boards that come at once nothing else would happen. Any thread may call.
 */
final class Contexts implements AutoCloseable {
    private final Deque<Context> idle = new ArrayDeque<>();
    private boolean starting;
    private boolean closed;

    /**
     * A context that no open device uses: one that was given back, or a new one. Only one is started at a time; who waits
     * for that takes one that is given back meanwhile.
     */
    Context take() throws ChannelException {
        Context kept = keptOrTurn();
        if (kept != null) {
            return kept;
        }
        try {
            return fresh();
        } finally {
            started();
        }
    }

    /** A kept context; null when this thread is to start one. */
    private synchronized @Nullable Context keptOrTurn() throws ChannelException {
        while (true) {
            if (closed) {
                throw new ChannelException(ChannelFault.IO, "the USB bus is closed");
            }
            Context kept = idle.pollFirst();
            if (kept != null) {
                return kept;
            }
            if (!starting) {
                starting = true;
                return null;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ChannelException(ChannelFault.CANCELLED, "interrupted while another device was opened");
            }
        }
    }

    private synchronized void started() {
        starting = false;
        notifyAll();
    }

    /** A context that has just read the list of devices. */
    static Context fresh() throws ChannelException {
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
            notifyAll();
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
        notifyAll();
    }
}
