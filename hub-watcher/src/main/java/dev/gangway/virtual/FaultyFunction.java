package dev.gangway.virtual;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A board's USB function with the faults of its plan laid over it. Transfers from the host are cut at the exact byte of a
 * fault; a transfer to the host in which a fault lies is lost as a whole, since its bytes never reach the host's program.
 */
final class FaultyFunction implements UsbFunction {
    private static final int NOTHING = 0;
    private static final int CONTROL = 0;

    private final UsbFunction inner;
    private final FaultPlan plan;
    private final FaultyPlug.Occasion board;
    private final Pace pace;
    private final Set<Integer> halted = new HashSet<>();
    private boolean silent;
    private boolean pausing;

    /**
     * Lays the plan over a function.
     *
     * @param nanoTime a clock for the rate of slow boards
     */
    FaultyFunction(UsbFunction inner, FaultPlan plan, FaultyPlug.Occasion board, LongSupplier nanoTime) {
        this.inner = inner;
        this.plan = plan;
        this.board = board;
        pace = new Pace(nanoTime);
    }

    @Override
    public UsbIdentity identity() {
        return inner.identity();
    }

    @Override
    public byte[] descriptor(int type, int index, byte[] sound) {
        return inner.descriptor(type, index, sound);
    }

    @Override
    public int bulkOut(int endpoint, ByteBuffer data) {
        if (silent || pausing) {
            return NAK;
        }
        if (halted.contains(endpoint)) {
            return STALL;
        }
        if (!data.hasRemaining()) {
            return inner.bulkOut(endpoint, data);
        }
        int struck = strike(endpoint, 0);
        if (struck != NOTHING) {
            return struck;
        }
        int end = data.limit();
        int room = Math.min(plan.room(), pace.quantum(plan.rate()));
        data.limit(data.position() + Math.min(data.remaining(), room));
        int taken = inner.bulkOut(endpoint, data);
        data.limit(end);
        moved(taken);
        return taken;
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into) {
        if (silent || pausing) {
            return NAK;
        }
        if (halted.contains(endpoint)) {
            return STALL;
        }
        int struck = strike(endpoint, 0);
        if (struck != NOTHING) {
            return struck;
        }
        int end = into.limit();
        int from = into.position();
        int wanted = into.remaining();
        boolean cut = wanted > 1 && plan.isDue(Fault.ShortTransfer.class, wanted - 1);
        if (cut) {
            into.limit(from + wanted / 2);
        }
        int given = inner.bulkIn(endpoint, into);
        into.limit(end);
        if (given <= 0) {
            return given;
        }
        if (cut) {
            plan.strike(Fault.ShortTransfer.class, wanted - 1);
        }
        struck = strike(endpoint, given - 1);
        if (struck != NOTHING) {
            into.position(from);
            return struck;
        }
        if (plan.strike(Fault.Garbage.class).isPresent()) {
            scramble(into, from, given);
        }
        moved(given);
        return given;
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer data) {
        if (silent || pausing) {
            return NAK;
        }
        int wanted = data.remaining();
        if (wanted == 0) {
            return inner.control(setup, data);
        }
        // A data stage reaches the board, or the host's program, as a whole or not at all.
        int struck = strike(CONTROL, wanted - 1);
        if (struck != NOTHING) {
            return struck;
        }
        int from = data.position();
        int end = data.limit();
        if (setup.isIn()
                && wanted > 1
                && plan.strike(Fault.ShortTransfer.class, wanted - 1).isPresent()) {
            data.limit(from + wanted / 2);
        }
        int moved = inner.control(setup, data);
        data.limit(end);
        if (setup.isIn() && moved > 0 && plan.strike(Fault.Garbage.class).isPresent()) {
            scramble(data, from, moved);
        }
        moved(moved);
        return moved;
    }

    private static void scramble(ByteBuffer data, int from, int length) {
        for (int i = 0; i < length; i++) {
            data.put(from + i, (byte) (0x5a ^ (31 * (i + 1))));
        }
    }

    @Override
    public void alternate(int interfaceNumber, int setting) {
        inner.alternate(interfaceNumber, setting);
    }

    @Override
    public void clearHalt(int endpoint) {
        halted.remove(endpoint);
        inner.clearHalt(endpoint);
    }

    @Override
    public void busReset() {
        halted.clear();
        silent = false;
        inner.busReset();
    }

    private int strike(int endpoint, int ahead) {
        if (plan.strike(Fault.Stall.class, ahead).isPresent()) {
            if (endpoint != CONTROL) { // there the next request ends it (USB 2.0, 8.5.3.4)
                halted.add(endpoint);
            }
            return STALL;
        }
        Optional<Fault.Silence> silence = plan.strike(Fault.Silence.class, ahead);
        if (silence.isPresent()) {
            silent = true;
            Duration lasts = silence.get().lasts();
            if (lasts != null) {
                board.after(lasts, this::speakAgain);
            }
            return NAK;
        }
        Optional<Fault.Disconnect> disconnect = plan.strike(Fault.Disconnect.class, ahead);
        if (disconnect.isPresent()) {
            silent = true;
            // Not within the bus's own call: the device is taken away between two of them.
            board.after(Duration.ZERO, () -> board.breakDown(disconnect.get().back()));
            return NAK;
        }
        return NOTHING;
    }

    private void speakAgain() {
        silent = false;
        board.wake();
    }

    private void moved(int bytes) {
        if (bytes <= 0) {
            return;
        }
        plan.count(bytes);
        Duration wait = pace.moved(bytes, plan.rate());
        if (!wait.isZero()) {
            pausing = true;
            board.after(wait, () -> {
                pausing = false;
                board.wake();
            });
        }
    }
}
