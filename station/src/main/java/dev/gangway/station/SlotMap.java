package dev.gangway.station;

import dev.gangway.config.StationConfig;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gives every port a slot: from the port map where it is in it, else the next free number. One thread. */
public final class SlotMap {
    private static final int COLUMNS = 8;

    private final Map<PortPath, SlotPlan> slots = new LinkedHashMap<>();
    private final Set<Slot> taken = new HashSet<>();
    private int places;

    /** Takes the port map as it was configured or learned. */
    public SlotMap(List<StationConfig.PortEntry> map) {
        for (StationConfig.PortEntry entry : map) {
            taken.add(entry.slot());
        }
        for (StationConfig.PortEntry entry : map) {
            int row = entry.row() > 0 ? entry.row() : places / COLUMNS + 1;
            int column = entry.column() > 0 ? entry.column() : places % COLUMNS + 1;
            places++;
            slots.put(entry.port(), new SlotPlan(entry.port(), entry.slot(), row, column, entry.recipes()));
        }
    }

    /** The slot of this port; a port that is not in the map gets the next free number. */
    public SlotPlan of(PortPath port) {
        return slots.computeIfAbsent(port, fresh -> {
            int number = places + 1;
            Slot slot = new Slot(String.format("%02d", number));
            while (!taken.add(slot)) {
                number++;
                slot = new Slot(String.format("%02d", number));
            }
            SlotPlan plan = new SlotPlan(fresh, slot, places / COLUMNS + 1, places % COLUMNS + 1, List.of());
            places++;
            return plan;
        });
    }

    /** Whether this port has a slot already. */
    public boolean has(PortPath port) {
        return slots.containsKey(port);
    }

    /** All slots so far, in the order in which they were given. */
    public List<SlotPlan> all() {
        return new ArrayList<>(slots.values());
    }
}
