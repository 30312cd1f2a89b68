package dev.gangway.virtual;

import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultPlan;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A plugged board between its port and its supply, with the faults of its plan: what it shows on the bus stalls, falls
 * silent or slows down, its supply breaks down, it does not come back. So every kind of board has these without knowing. Lasts
 * from the plugging in, or the return of the port's power, until that ends. All calls under the board's lock.
 */
public final class FaultyPlug {
    private final VirtualBoard board;
    private final BoardPort port;
    private final FaultPlan plan;
    private final LongSupplier nanoTime;
    private @Nullable Life life;
    private int appearances;
    private boolean vanished;
    private boolean ended;

    /**
     * A plug that has no power yet.
     *
     * @param plan the board's faults; what moves is counted there
     * @param nanoTime the clock by which slow boards are slow
     */
    public FaultyPlug(VirtualBoard board, BoardPort port, FaultPlan plan, LongSupplier nanoTime) {
        this.board = board;
        this.port = port;
        this.plan = plan;
        this.nanoTime = nanoTime;
    }

    /** Power is there: the board starts. */
    public void begin() {
        Life fresh = new Life();
        life = fresh;
        board.plugged(fresh);
    }

    /** Power is gone for good. */
    public void end() {
        ended = true;
        losePower();
    }

    private void losePower() {
        if (life != null) {
            life = null;
            board.unplugged();
        }
    }

    /** The board between two losses of power; without effect afterwards. */
    private final class Life implements BoardPort {
        private long attach;

        private boolean lasts() {
            return life == this;
        }

        @Override
        public void enumerate(UsbFunction function) {
            if (!lasts()) {
                return;
            }
            attach++;
            if (appearances > 0 && plan.strike(Fault.Vanish.class).isPresent()) {
                vanished = true;
            }
            if (vanished) {
                port.detach();
            } else {
                appearances++;
                port.enumerate(new FaultyFunction(function, plan, new Occasion(this, attach), nanoTime));
            }
        }

        @Override
        public void detach() {
            if (lasts()) {
                attach++;
                port.detach();
            }
        }

        @Override
        public void wake() {
            if (lasts()) {
                port.wake();
            }
        }

        @Override
        public void after(Duration delay, Runnable task) {
            port.after(delay, () -> {
                if (lasts()) {
                    task.run();
                }
            });
        }
    }

    /** What a fault can do while its enumeration lasts. */
    final class Occasion {
        private final Life mine;
        private final long attach;

        private Occasion(Life mine, long attach) {
            this.mine = mine;
            this.attach = attach;
        }

        /** The supply breaks down and comes back after this time; null = never. */
        void breakDown(@Nullable Duration back) {
            mine.detach();
            losePower();
            if (back != null) {
                port.after(back, () -> {
                    if (!ended) {
                        begin();
                    }
                });
            }
        }

        /** Runs the task later, while this enumeration lasts. */
        void after(Duration delay, Runnable task) {
            mine.after(delay, () -> {
                if (mine.attach == attach) {
                    task.run();
                }
            });
        }

        /** What was answered with NAK may be served now. */
        void wake() {
            mine.wake();
        }
    }
}
