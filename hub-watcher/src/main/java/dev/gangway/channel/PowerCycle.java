package dev.gangway.channel;

import dev.gangway.model.PowerState;
import java.time.Duration;
import java.util.Optional;

/**
 * Takes the power from a port for a while, and says what came of it.
 *
 * @param off how long the power stays away
 */
public record PowerCycle(Duration off) {
    /** Long enough for the capacitors of common boards to run empty. */
    public static final PowerCycle USUAL = new PowerCycle(Duration.ofMillis(800));

    /**
     * How whoever cycles lets the time pass.
     *
     * @param <E> what ends the wait early
     */
    @FunctionalInterface
    public interface Wait<E extends Exception> {
        /** Returns after this time. */
        void pass(Duration time) throws E;
    }

    /**
     * Switches off and, after the wait, on again: also where the wait fails, since nobody would look for the reason why a port
     * has no power. A switch that cycles by itself does, with its own time.
     *
     * @return ON when the power was away and is back; else what was wrong with its going, as {@link #off(PortPower)} tells it
     */
    public <E extends Exception> PowerState run(PortPower power, Wait<E> wait) throws ChannelException, E {
        Optional<PowerState> byItself = power.cycle();
        if (byItself.isPresent()) {
            return byItself.get();
        }
        PowerState gone = off(power);
        PowerState back;
        try {
            wait.pass(off);
        } finally {
            back = power.set(true);
        }
        return gone == PowerState.OFF ? back : gone;
    }

    /** Switches off. Some hubs give the power back at once: that is CAME_BACK. */
    public static PowerState off(PortPower power) throws ChannelException {
        PowerState state = power.set(false);
        return state == PowerState.ON ? PowerState.CAME_BACK : state;
    }
}
