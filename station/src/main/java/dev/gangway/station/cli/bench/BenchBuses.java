package dev.gangway.station.cli.bench;

import dev.gangway.channel.BoardBus;
import dev.gangway.config.BusConfig;
import dev.gangway.station.cli.place.Workplace;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The buses that bench verbs work on. One of each kind is opened when it is first asked for, and kept. Any thread may call. */
final class BenchBuses implements AutoCloseable {
    private final Function<Workplace, BoardBus> opener;
    private final Map<BusConfig, BoardBus> open = new HashMap<>();
    private @Nullable BoardBus callers;

    BenchBuses() {
        this(Workplace::bus);
    }

    /** Buses that are opened by this. */
    BenchBuses(Function<Workplace, BoardBus> opener) {
        this.opener = opener;
    }

    /** The bus of the boards that connect to a workplace by themselves; ends the command as {@link Workplace#callers}. */
    synchronized BoardBus callers(Workplace place) {
        BoardBus known = callers;
        if (known == null) {
            known = place.callers();
            callers = known;
        }
        return known;
    }

    /** The bus of a workplace; ends the command when this machine does not let it be opened. */
    synchronized BoardBus of(Workplace place) {
        return open.computeIfAbsent(place.config().bus(), kind -> opener.apply(place));
    }

    @Override
    public synchronized void close() {
        open.values().forEach(BoardBus::close);
        open.clear();
        BoardBus listening = callers;
        callers = null;
        if (listening != null) {
            listening.close();
        }
    }
}
