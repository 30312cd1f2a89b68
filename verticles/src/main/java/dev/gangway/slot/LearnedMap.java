package dev.gangway.slot;

import dev.gangway.channel.UsbHub;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was learned of the bench: which label stands on which port, and what the hubs between looked like then, so that
 * one that is plugged in elsewhere is known again. Immutable.
 *
 * @param slots by port, in the order in which they were learned
 * @param hubs by place
 */
public record LearnedMap(Map<PortPath, Place> slots, Map<HubPath, UsbHub.Shape> hubs) {
    /** Nothing learned yet. */
    public static final LearnedMap NOTHING = new LearnedMap(Map.of(), Map.of());

    /**
     * A slot and where its tile stands.
     *
     * @param slot its label
     * @param row from 1 at the top; 0 = the page decides
     * @param column from 1 at the left; 0 = the page decides
     */
    public record Place(Slot slot, int row, int column) {
        /** A slot whose place the page decides. */
        public Place(Slot slot) {
            this(slot, 0, 0);
        }
    }

    /** Copies the maps. */
    public LearnedMap {
        slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
        hubs = Collections.unmodifiableMap(byText(hubs));
    }

    private static Map<HubPath, UsbHub.Shape> byText(Map<HubPath, UsbHub.Shape> hubs) {
        Map<HubPath, UsbHub.Shape> sorted = new TreeMap<>(Comparator.comparing(HubPath::text));
        sorted.putAll(hubs);
        return sorted;
    }

    /** The port that has this label. */
    public Optional<PortPath> portOf(Slot slot) {
        return slots.entrySet().stream()
                .filter(entry -> entry.getValue().slot().equals(slot))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The same with this port named, and with the looks of the hubs that are now between it and the machine. */
    public LearnedMap with(PortPath port, Place place, List<UsbHub> present) {
        Map<PortPath, Place> changed = new LinkedHashMap<>(slots);
        changed.put(port, place);
        Map<HubPath, UsbHub.Shape> looks = new LinkedHashMap<>(hubs);
        List<HubPath> chain = HubPath.chain(port);
        present.stream().filter(hub -> chain.contains(hub.path())).forEach(hub -> looks.put(hub.path(), hub.shape()));
        return new LearnedMap(changed, looks);
    }

    /** The same without this port. */
    public LearnedMap without(PortPath port) {
        Map<PortPath, Place> changed = new LinkedHashMap<>(slots);
        changed.remove(port);
        return new LearnedMap(changed, stillNeeded(changed, hubs));
    }

    /**
     * The same after this hub, with all that hangs on it, was plugged in there. When slots are named there too, the two
     * have changed places.
     */
    public LearnedMap moved(HubPath from, HubPath to) {
        Map<PortPath, Place> changed = new LinkedHashMap<>();
        slots.forEach((port, place) -> changed.put(moved(port, from, to), place));
        Map<HubPath, UsbHub.Shape> looks = new LinkedHashMap<>();
        hubs.forEach((hub, shape) -> looks.put(moved(hub, from, to), shape));
        return new LearnedMap(changed, stillNeeded(changed, looks));
    }

    /** Where a port is after two hubs have changed places. */
    static PortPath moved(PortPath port, HubPath from, HubPath to) {
        if (from.numberOf(port) > 0) {
            return from.moved(port, to);
        }
        return to.numberOf(port) > 0 ? to.moved(port, from) : port;
    }

    private static HubPath moved(HubPath hub, HubPath from, HubPath to) {
        if (hub.equals(from)) {
            return to;
        }
        if (hub.equals(to)) {
            return from;
        }
        return hub.isRoot()
                ? hub
                : new HubPath(moved(new PortPath(hub.text()), from, to).text());
    }

    private static Map<HubPath, UsbHub.Shape> stillNeeded(Map<PortPath, Place> slots, Map<HubPath, UsbHub.Shape> hubs) {
        Map<HubPath, UsbHub.Shape> needed = new LinkedHashMap<>(hubs);
        needed.keySet().removeIf(hub -> slots.keySet().stream().noneMatch(port -> hub.numberOf(port) > 0));
        return needed;
    }
}
