package dev.gangway.port;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.PowerStatus;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Knows how the power of one port stands and tells it when it changes. A port that a person switched off is looked at
 * now and then, because hubs give power back on their own. The port's event loop only.
 */
final class PowerWatch {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final String NOBODY = "-";

    private final Vertx vertx;
    private final Bus bus;
    private final InstantSource clock;
    private final Supplier<Future<PowerState>> hub;
    private final Consumer<PowerStatus> cameBack;
    private PowerStatus known;
    private boolean looking;

    /**
     * A port of which nothing is known yet.
     *
     * @param hub asks the hub
     * @param cameBack is told, once, when power is on again that a person had switched off
     */
    PowerWatch(
            Vertx vertx,
            PortPath port,
            InstantSource clock,
            Supplier<Future<PowerState>> hub,
            Consumer<PowerStatus> cameBack) {
        this.vertx = vertx;
        this.bus = new Bus(vertx);
        this.clock = clock;
        this.hub = hub;
        this.cameBack = cameBack;
        this.known = new PowerStatus(port, PowerState.UNKNOWN, NOBODY, clock.instant());
    }

    /** What is known. */
    PowerStatus known() {
        return known;
    }

    /** The power was switched, by this person or by the station itself, and this is so now. */
    PowerStatus switched(PowerState state, String operator) {
        become(state, operator);
        lookAgain();
        return known;
    }

    /** Asks the hub. Power that is on although it was switched off has come back by itself. */
    Future<PowerStatus> ask() {
        return hub.get().map(state -> {
            if (state == PowerState.ON && wasOff()) {
                become(PowerState.CAME_BACK, known.operator());
                cameBack.accept(known);
            } else if (state != PowerState.ON || known.state() != PowerState.CAME_BACK) {
                become(state, known.operator());
            }
            return known;
        });
    }

    /** A board appeared: on a port without power it should not have. */
    void boardArrived() {
        if (wasOff()) {
            ask();
        }
    }

    private boolean wasOff() {
        return known.state() == PowerState.OFF || known.state() == PowerState.STILL_ANSWERS;
    }

    private void become(PowerState state, String operator) {
        if (state != known.state() || !operator.equals(known.operator())) {
            known = new PowerStatus(known.port(), state, operator, clock.instant());
            bus.publish(Addresses.PORT_POWER, known);
        }
    }

    private void lookAgain() {
        if (wasOff() && !looking) {
            looking = true;
            vertx.setTimer(LOOK_AGAIN.toMillis(), timer -> {
                looking = false;
                if (wasOff()) {
                    ask().onComplete(asked -> lookAgain());
                }
            });
        }
    }
}
