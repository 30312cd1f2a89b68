package dev.gangway.slot;

import dev.gangway.config.StationConfig;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole port map; what the configuration says wins over what was learned. Immutable. */
public final class PortNames {
    private final Map<PortPath, StationConfig.PortEntry> entries = new LinkedHashMap<>();
    private final List<StationConfig.PortEntry> configured;
    private final LearnedMap learned;

    /** The map of the configuration and of the data folder. */
    public PortNames(List<StationConfig.PortEntry> configured, LearnedMap learned) {
        this.configured = List.copyOf(configured);
        this.learned = learned;
        configured.forEach(entry -> entries.put(entry.port(), entry));
        learned.slots().forEach((port, place) -> {
            if (!entries.containsKey(port) && portOf(place.slot()).isEmpty()) {
                entries.put(
                        port, new StationConfig.PortEntry(port, place.slot(), place.row(), place.column(), List.of()));
            }
        });
    }

    /** What was learned, whether it counts or the configuration says otherwise. */
    public LearnedMap learned() {
        return learned;
    }

    /** The same configuration with other things learned. */
    public PortNames relearned(LearnedMap other) {
        return new PortNames(configured, other);
    }

    /** The next free number as a label. */
    public Slot nextFree() {
        for (int number = 1; ; number++) {
            Slot slot = new Slot(String.format("%02d", number));
            if (portOf(slot).isEmpty() && learned.portOf(slot).isEmpty()) {
                return slot;
            }
        }
    }

    /** All entries: those of the configuration in its order, then learned ones in the order of learning. */
    public List<StationConfig.PortEntry> entries() {
        return new ArrayList<>(entries.values());
    }

    /** Whether this entry stands in the configuration. */
    public boolean isConfigured(StationConfig.PortEntry entry) {
        return configured.contains(entry);
    }

    /** The label on this port. */
    public Optional<Slot> slotOf(PortPath port) {
        return entry(port).map(StationConfig.PortEntry::slot);
    }

    /** The entry of this port. */
    public Optional<StationConfig.PortEntry> entry(PortPath port) {
        return Optional.ofNullable(entries.get(port));
    }

    /** The port with this label. */
    public Optional<PortPath> portOf(Slot slot) {
        return entries.values().stream()
                .filter(entry -> entry.slot().equals(slot))
                .map(StationConfig.PortEntry::port)
                .findFirst();
    }

    /**
     * What a person calls a port: a slot's label or a port's name.
     *
     * @throws IllegalArgumentException when it is neither, saying what is possible
     */
    public PortPath named(String text) {
        if (text.matches("[A-Za-z0-9.-]{1,16}")) {
            Optional<PortPath> port = portOf(new Slot(text));
            if (port.isPresent()) {
                return port.get();
            }
        }
        try {
            return new PortPath(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is neither a slot of the port map nor a port: write 1-2.4, virtual:3 or a slot"
                            + " that `gangway ports show` lists",
                    e);
        }
    }
}
