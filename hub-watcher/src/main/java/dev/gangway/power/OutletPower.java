package dev.gangway.power;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.PortPower;
import dev.gangway.channel.Sighting;
import dev.gangway.hub.BootModeTable;
import dev.gangway.model.BootMode;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A port that has its power from an outlet. What the outlet says is held against whether a board is still seen on the port: an
 * outlet may be another board's, or the board may be fed from elsewhere.
 */
final class OutletPower implements PortPower {
    /** A board that lost its power is gone from its hub well within this; some outlets are slow to act. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long LOOK_AGAIN_MILLIS = 100;

    private final Outlet outlet;
    private final PortPath port;
    private final @Nullable BoardBus bus;
    private final Duration patience;

    /** What was ordered last, for outlets that do not tell; null = nothing was. */
    private volatile @Nullable Boolean ordered;

    /**
     * A port.
     *
     * @param bus where its board is seen; null = nowhere
     * @param patience how long what was ordered may take to show
     */
    OutletPower(Outlet outlet, PortPath port, @Nullable BoardBus bus, Duration patience) {
        this.outlet = outlet;
        this.port = port;
        this.bus = bus;
        this.patience = patience;
    }

    @Override
    public PowerState set(boolean on) throws ChannelException {
        outlet.turn(on);
        ordered = on;
        PowerState wanted = on ? PowerState.ON : PowerState.OFF;
        CountDownLatch never = new CountDownLatch(1);
        long start = System.nanoTime();
        PowerState state = state();
        try {
            while (state != wanted && System.nanoTime() - start < patience.toNanos()) {
                never.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                state = state();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return state;
    }

    @Override
    public Optional<PowerState> cycle() throws ChannelException {
        if (!outlet.cycle()) {
            return Optional.empty();
        }
        ordered = true;
        return Optional.of(state());
    }

    @Override
    public boolean isOfTheSocket() {
        return outlet.isOfTheSocket();
    }

    @Override
    public PowerState state() throws ChannelException {
        Boolean on = outlet.isOn().orElse(ordered);
        if (on == null) {
            return PowerState.UNKNOWN;
        }
        if (on) {
            return PowerState.ON;
        }
        return boardIsSeen() ? PowerState.STILL_ANSWERS : PowerState.OFF;
    }

    /** A line, or an adapter that makes one, is there whether or not a board is behind it. */
    private boolean boardIsSeen() throws ChannelException {
        return bus != null && bus.survey().stream().anyMatch(seen -> seen.port().equals(port) && !isLine(seen));
    }

    private static boolean isLine(Sighting seen) {
        BootMode told = seen.line();
        return (told == null ? BootModeTable.modeOf(seen.identity()) : told).isLine();
    }
}
