package dev.gangway.usbip;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.virtual.VirtualAttach;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transfers that wait for one endpoint, served in order on a thread of their own: a board that answers NAK there holds up
 * neither other endpoints nor an unlink.
 */
final class EndpointQueue {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointQueue.class);
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

    private final VirtualAttach attach;
    private final Replies replies;
    private final Deque<Urb> waiting = new ArrayDeque<>();
    private volatile boolean closed;

    EndpointQueue(VirtualAttach attach, Replies replies) {
        this.attach = attach;
        this.replies = replies;
    }

    void add(Urb urb) {
        synchronized (waiting) {
            waiting.add(urb);
        }
        attach.nudge();
    }

    void close() {
        closed = true;
        attach.nudge();
    }

    /** Serves until the board leaves or the queue is closed; returns whether the client could be written to till then. */
    boolean run() {
        try {
            while (!closed) {
                long seen = attach.wakes();
                if (attach.isGone()) {
                    break;
                }
                Urb urb = first();
                if (urb == null || !serve(urb)) {
                    attach.await(seen, LONGEST_WAIT);
                }
            }
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("port", attach.path()).setCause(e).log("a USB/IP client is gone");
            return false;
        }
        return true;
    }

    private @Nullable Urb first() {
        synchronized (waiting) {
            return waiting.peek();
        }
    }

    /** Whether the transfer is over, one way or another. */
    private boolean serve(Urb urb) throws IOException {
        // Under the transfer's monitor, so that an unlink sees it either untouched or answered.
        synchronized (urb) {
            if (!urb.over) {
                OptionalInt status = advance(urb);
                if (status.isEmpty()) {
                    return false;
                }
                urb.over = true;
                replies.submitted(urb, status.getAsInt());
            }
        }
        synchronized (waiting) {
            waiting.remove(urb);
        }
        return true;
    }

    private OptionalInt advance(Urb urb) {
        try {
            return urb.advance(attach);
        } catch (ChannelException e) {
            return OptionalInt.of(e.fault() == ChannelFault.DISCONNECTED ? Wire.NO_DEVICE : Wire.errorOf(e.fault()));
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("port", attach.path()).setCause(e).log("a virtual board failed");
            return OptionalInt.of(Wire.PROTOCOL);
        }
    }
}
