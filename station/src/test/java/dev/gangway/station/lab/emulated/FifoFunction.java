package dev.gangway.station.lab.emulated;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.UsbFunction;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The FIFOs between the bus, which never waits, and a boot ROM that works at its own pace on one thread: bytes from the host
 * are taken as long as there is room, bytes for the host are fetched when it asks for them, and it gets NAK meanwhile.
 */
final class FifoFunction implements UsbFunction {
    private static final int OUT_BYTES = 64 << 10;
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final UsbFunction rom;
    private final Executor worker;
    private final Runnable wake;

    // Mutable state, under this object's monitor.
    private ByteBuffer out = EMPTY;
    private ByteBuffer in = EMPTY;
    private int outEndpoint;
    private boolean pushing;
    private boolean pulling;
    /** The boot ROM had nothing to give; asked again only after something has changed. */
    private boolean nothingToGive;

    private int resets;
    private @Nullable Runnable whenSent;

    /**
     * Lays the FIFOs before a function.
     *
     * @param rom called on the worker alone; never stalls
     * @param worker runs tasks one after the other
     * @param wake tells the bus that what got NAK may go on
     */
    FifoFunction(UsbFunction rom, Executor worker, Runnable wake) {
        this.rom = rom;
        this.worker = worker;
        this.wake = wake;
    }

    @Override
    public UsbIdentity identity() {
        return rom.identity();
    }

    @Override
    public synchronized int bulkOut(int endpoint, ByteBuffer data) {
        if (!data.hasRemaining()) {
            return 0;
        }
        if (pushing || out.hasRemaining()) {
            return NAK;
        }
        byte[] taken = new byte[Math.min(OUT_BYTES, data.remaining())];
        data.get(taken);
        ByteBuffer fresh = ByteBuffer.wrap(taken);
        out = fresh;
        outEndpoint = endpoint;
        startPush();
        return taken.length;
    }

    private void startPush() {
        int endpoint = outEndpoint;
        ByteBuffer data = out;
        pushing = true;
        worker.execute(() -> push(endpoint, data));
    }

    private void push(int endpoint, ByteBuffer data) {
        while (data.hasRemaining() && rom.bulkOut(endpoint, data) > 0) {
            // until it has all, or wants none now
        }
        synchronized (this) {
            pushing = false;
            nothingToGive = false;
        }
        wake.run();
    }

    @Override
    public synchronized int bulkIn(int endpoint, ByteBuffer into) {
        if (in.hasRemaining()) {
            int count = Math.min(in.remaining(), into.remaining());
            into.put(in.slice(in.position(), count));
            in.position(in.position() + count);
            sent();
            return count;
        }
        if (!pulling && !nothingToGive) {
            pulling = true;
            int wanted = into.remaining();
            int now = resets;
            worker.execute(() -> pull(endpoint, wanted, now));
        }
        return NAK;
    }

    private void pull(int endpoint, int wanted, int asked) {
        ByteBuffer given = ByteBuffer.allocate(wanted);
        int count = rom.bulkIn(endpoint, given);
        synchronized (this) {
            pulling = false;
            nothingToGive = count <= 0;
            if (count > 0 && asked == resets) {
                in = given.flip();
            }
            sent();
            if (out.hasRemaining() && !pushing) {
                // What the boot ROM would not take before, it may take now.
                startPush();
            }
        }
        if (count > 0) {
            wake.run();
        }
    }

    /** Runs this once the host has fetched all that was there for it. */
    synchronized void whenSent(Runnable task) {
        whenSent = task;
        sent();
    }

    private void sent() {
        Runnable task = whenSent;
        if (task != null && !pulling && !in.hasRemaining()) {
            whenSent = null;
            task.run();
        }
    }

    /** The boot ROM serves again. */
    void retry() {
        synchronized (this) {
            nothingToGive = false;
        }
        wake.run();
    }

    @Override
    public synchronized void busReset() {
        resets++;
        out = EMPTY;
        in = EMPTY;
        nothingToGive = false;
        worker.execute(rom::busReset);
        sent();
    }
}
