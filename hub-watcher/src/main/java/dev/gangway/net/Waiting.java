package dev.gangway.net;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;

/**
 * A socket that never blocks by itself: who wants to wait, waits here, with a limit and so that another thread can end it.
 * One thread waits; any thread may cancel.
 */
final class Waiting implements AutoCloseable {
    private final SelectableChannel socket;
    private final Selector selector;
    private final SelectionKey key;
    private volatile boolean cancelled;

    Waiting(SelectableChannel socket) throws IOException {
        this.socket = socket;
        this.selector = Selector.open();
        try {
            socket.configureBlocking(false);
            this.key = socket.register(selector, 0);
        } catch (IOException e) {
            selector.close();
            throw e;
        }
    }

    /**
     * Waits until the socket is ready for one of these operations.
     *
     * @throws ChannelException TIMEOUT with this text, CANCELLED
     */
    void until(int operations, Duration patience, String late) throws ChannelException, IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        key.interestOps(operations);
        while (true) {
            requireUncancelled();
            long left = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (left <= 0) {
                throw new ChannelException(ChannelFault.TIMEOUT, late);
            }
            if (selector.select(left) > 0) {
                selector.selectedKeys().clear();
                requireUncancelled();
                return;
            }
        }
    }

    void requireUncancelled() throws ChannelException {
        if (cancelled || Thread.currentThread().isInterrupted()) {
            throw new ChannelException(ChannelFault.CANCELLED, "the connection was cancelled");
        }
    }

    void cancel() {
        cancelled = true;
        selector.wakeup();
    }

    /** What an exception of the socket means. */
    static ChannelException told(String who, IOException e) {
        if (e instanceof ChannelException known) {
            return known;
        }
        if (e instanceof ConnectException || e instanceof PortUnreachableException) {
            return new ChannelException(
                    ChannelFault.DISCONNECTED,
                    "nobody answers on " + who + " (" + e.getMessage()
                            + "): is the board on and its boot loader listening?");
        }
        if (e instanceof NoRouteToHostException) {
            return new ChannelException(
                    ChannelFault.DISCONNECTED,
                    who + " can't be reached (" + e.getMessage() + "): check cable and address");
        }
        return new ChannelException(
                ChannelFault.DISCONNECTED, "the connection to " + who + " broke: " + e.getMessage());
    }

    @Override
    public void close() {
        cancelled = true;
        try (selector;
                socket) {
            selector.wakeup();
        } catch (IOException e) {
            // A socket that can't be closed is none any more.
        }
    }
}
