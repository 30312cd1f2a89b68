package dev.gangway.virtual;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Sighting;
import dev.gangway.model.PortPath;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One port of the virtual hub, with the lock of the board that is plugged into it. Any thread may call. */
final class HubPort {
    final PortPath path;
    private final AtomicLong keys;
    private final Runnable hint;
    private final BoardTimers.Line line;
    private final ReentrantLock lock = new ReentrantLock();

    // Mutable state, under the lock; what a survey reads is volatile, so that it never waits for a board that computes.
    private volatile @Nullable VirtualBoard board;
    private volatile @Nullable VirtualAttach attach;
    private volatile boolean powered = true;
    private PlugOptions options = PlugOptions.prompt();
    private @Nullable Plug plug;
    private @Nullable FaultyPlug supply;
    private boolean changed;

    HubPort(PortPath path, AtomicLong keys, BoardTimers.Line line, Runnable hint) {
        this.path = path;
        this.keys = keys;
        this.line = line;
        this.hint = hint;
    }

    Optional<VirtualBoard> board() {
        return Optional.ofNullable(board);
    }

    boolean isPowered() {
        return powered;
    }

    long moved() {
        return locked(() -> options.faults().moved());
    }

    /** What is enumerated now. */
    Optional<VirtualAttach> attach() {
        return Optional.ofNullable(attach);
    }

    Optional<Sighting> sighting() {
        return attach().map(VirtualAttach::sighting);
    }

    VirtualAttach attach(long deviceKey) throws ChannelException {
        VirtualAttach now = attach;
        if (now == null || now.deviceKey() != deviceKey) {
            throw new ChannelException(
                    ChannelFault.DISCONNECTED,
                    now == null
                            ? "nothing is attached to " + path + " now: plug the board in again"
                            : "the board that was on " + path + " is gone, another attach has taken its place");
        }
        return now;
    }

    void plug(VirtualBoard newBoard, PlugOptions newOptions) {
        locked(() -> {
            if (board != null) {
                throw new IllegalStateException(path + " already holds a board: unplug it first");
            }
            board = newBoard;
            options = newOptions;
            if (powered) {
                start(newBoard);
            }
            return null;
        });
    }

    Optional<VirtualBoard> unplug() {
        return locked(() -> {
            VirtualBoard was = board;
            stop();
            board = null;
            return Optional.ofNullable(was);
        });
    }

    void power(boolean on) {
        locked(() -> {
            VirtualBoard now = board;
            if (on != powered) {
                powered = on;
                if (on && now != null) {
                    start(now);
                } else if (!on) {
                    stop();
                }
            }
            return null;
        });
    }

    private void start(VirtualBoard starting) {
        Plug fresh = new Plug();
        FaultyPlug supplied = new FaultyPlug(starting, fresh, options.faults(), System::nanoTime);
        plug = fresh;
        supply = supplied;
        supplied.begin();
    }

    private void stop() {
        Plug old = plug;
        FaultyPlug supplied = supply;
        if (old == null || supplied == null) {
            return;
        }
        old.detach();
        old.alive = false;
        plug = null;
        supply = null;
        supplied.end();
    }

    /** Runs under the board's lock, and tells of attaches and detaches after it was released. */
    <T> T locked(Supplier<T> action) {
        lock.lock();
        boolean tell = false;
        try {
            return action.get();
        } finally {
            if (lock.getHoldCount() == 1 && changed) {
                changed = false;
                tell = true;
            }
            lock.unlock();
            if (tell) {
                hint.run();
            }
        }
    }

    /** What one plugged board may do; without effect once it was unplugged or lost its power. */
    private final class Plug implements BoardPort {
        private boolean alive = true;

        @Override
        public void enumerate(UsbFunction function) {
            locked(() -> {
                if (alive) {
                    detach();
                    VirtualAttach fresh = new VirtualAttach(HubPort.this, keys.incrementAndGet(), function);
                    attach = fresh;
                    changed = true;
                    if (options.identityDelay().isZero()) {
                        fresh.identityArrives();
                    } else {
                        after(options.identityDelay(), () -> {
                            fresh.identityArrives();
                            changed = true;
                        });
                    }
                }
                return null;
            });
        }

        @Override
        public void detach() {
            locked(() -> {
                VirtualAttach old = attach;
                if (alive && old != null) {
                    attach = null;
                    old.leave();
                    changed = true;
                }
                return null;
            });
        }

        @Override
        public void wake() {
            VirtualAttach now = attach;
            if (now != null) {
                now.nudge();
            }
        }

        @Override
        public void after(Duration delay, Runnable task) {
            line.after(
                    delay,
                    () -> locked(() -> {
                        if (alive) {
                            task.run();
                        }
                        return null;
                    }));
        }
    }
}
