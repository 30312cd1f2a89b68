package dev.gangway.usbip;

import dev.gangway.channel.SetupPacket;
import dev.gangway.virtual.VirtualAttach;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** A board that a client has attached: reads its commands on the connection's thread until one side is gone. */
final class ImportedDevice {
    private static final int MOST_WAITING = 4096;
    private static final long MOST_WAITING_BYTES = 64L << 20;
    private static final int MOST_ENDPOINTS = 16;

    private final VirtualAttach attach;
    private final int deviceId;
    private final DataInputStream in;
    private final Replies replies;
    private final Executor threads;
    private final Runnable hangUp;
    private final Map<Integer, EndpointQueue> queues = new HashMap<>();
    private final AtomicInteger running = new AtomicInteger();
    private final Map<Integer, Urb> unfinished = new LinkedHashMap<>();

    /**
     * Takes over a connection after its import was accepted.
     *
     * @param deviceId bus number and device number as they were told to the client
     * @param threads one for each endpoint
     * @param hangUp closes the connection
     */
    ImportedDevice(
            VirtualAttach attach,
            int deviceId,
            DataInputStream in,
            Replies replies,
            Executor threads,
            Runnable hangUp) {
        this.attach = attach;
        this.deviceId = deviceId;
        this.in = in;
        this.replies = replies;
        this.threads = threads;
        this.hangUp = hangUp;
    }

    /**
     * Serves until the connection ends.
     *
     * @throws IOException when it ends, or when the client breaks the protocol
     */
    void serve() throws IOException {
        queue(0); // from the start, so that a board that leaves is noticed while nothing is submitted
        try {
            // A board that leaves is told by its queues: they hang up when the last answer is out.
            while (true) {
                int command = in.readInt();
                int sequence = in.readInt();
                int device = in.readInt();
                int direction = in.readInt();
                int endpoint = in.readInt();
                if (device != deviceId && device != 0) {
                    throw new IOException("a command for device " + device + " on the connection of " + deviceId);
                }
                switch (command) {
                    case Wire.COMMAND_SUBMIT -> submit(sequence, direction, endpoint);
                    case Wire.COMMAND_UNLINK -> unlink(sequence);
                    default -> throw new IOException("no such command: " + command);
                }
            }
        } finally {
            queues.values().forEach(EndpointQueue::close);
        }
    }

    private void submit(int sequence, int direction, int endpoint) throws IOException {
        int flags = in.readInt();
        int length = in.readInt();
        in.readInt(); // start frame
        int packets = in.readInt();
        in.readInt(); // interval
        byte[] setup = in.readNBytes(8);
        boolean isIn = direction == 1;
        if (setup.length < 8 || direction < 0 || direction > 1 || endpoint < 0 || endpoint >= MOST_ENDPOINTS) {
            throw new IOException("a submit with direction " + direction + " for endpoint " + endpoint);
        }
        if (length < 0 || length > Wire.LARGEST_TRANSFER || packets > 0) {
            throw new IOException("a submit of " + length + " bytes in " + packets + " isochronous packets");
        }
        forgetFinished();
        long waiting = unfinished.values().stream().mapToLong(Urb::size).sum();
        if (unfinished.size() >= MOST_WAITING || waiting + length > MOST_WAITING_BYTES) {
            throw new IOException(
                    "too much waits at once: " + unfinished.size() + " transfers of " + waiting + " bytes");
        }
        byte[] bytes = new byte[length];
        if (!isIn) {
            // Straight from the socket; readNBytes would collect it in pieces of 8 KiB and copy those.
            in.readFully(bytes);
        }
        Urb urb = new Urb(sequence, isIn, endpoint, flags, parse(setup), bytes, this);
        unfinished.put(sequence, urb);
        // One queue serves both directions of the control endpoint.
        queue(endpoint == 0 ? 0 : (direction << 4) | endpoint).add(urb);
    }

    private void unlink(int sequence) throws IOException {
        int victim = in.readInt();
        if (in.readNBytes(24).length < 24) {
            throw new IOException("the client left in the middle of a command");
        }
        Urb urb = unfinished.remove(victim);
        replies.unlinked(sequence, urb != null && stop(urb) ? Wire.RESET : 0);
    }

    /** Whether an unlink took the transfer away; false when it had been or now is answered. */
    private boolean stop(Urb urb) throws IOException {
        attach.nudge();
        synchronized (urb) {
            if (urb.over) {
                return false;
            }
            urb.over = true;
            if (urb.isHalfDone()) {
                // An unlink's answer has no room for a count, so what moved is told as the answer to the submit.
                replies.submitted(urb, Wire.RESET);
                return false;
            }
            return true;
        }
    }

    private void forgetFinished() {
        for (Iterator<Urb> i = unfinished.values().iterator(); i.hasNext(); ) {
            Urb urb = i.next();
            if (urb.over) {
                i.remove();
            }
        }
    }

    private EndpointQueue queue(int key) {
        return queues.computeIfAbsent(key, unused -> {
            EndpointQueue queue = new EndpointQueue(attach, replies);
            running.incrementAndGet();
            threads.execute(() -> run(queue));
            return queue;
        });
    }

    private void run(EndpointQueue queue) {
        boolean clientListens = queue.run();
        if (running.decrementAndGet() == 0 || !clientListens) {
            hangUp.run();
        }
    }

    private static SetupPacket parse(byte[] bytes) {
        return new SetupPacket(bytes[0] & 0xff, bytes[1] & 0xff, u16(bytes, 2), u16(bytes, 4), u16(bytes, 6));
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8);
    }
}
