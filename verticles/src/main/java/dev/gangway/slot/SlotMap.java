package dev.gangway.slot;

import dev.gangway.config.StationConfig;
import dev.gangway.message.PortMap;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Gives every port a slot: from the port map where it is in it, else the next free number. One thread. */
public final class SlotMap {
    private static final int COLUMNS = 8;

    private final PortNames names;
    private final Map<PortPath, SlotPlan> slots = new LinkedHashMap<>();
    private final Set<Slot> labels = new HashSet<>();
    private final Set<Cell> cells = new HashSet<>();

    /** Where a tile stands. */
    private record Cell(int row, int column) {}

    /** Takes the port map as it was configured. */
    public SlotMap(List<StationConfig.PortEntry> map) {
        this(new PortNames(map, LearnedMap.NOTHING));
    }

    /** Takes the port map as it was configured and learned. */
    public SlotMap(PortNames names) {
        this.names = names;
        for (StationConfig.PortEntry entry : names.entries()) {
            labels.add(entry.slot());
            if (isPlaced(entry)) {
                cells.add(new Cell(entry.row(), entry.column()));
            }
        }
        for (StationConfig.PortEntry entry : names.entries()) {
            Cell cell = isPlaced(entry) ? new Cell(entry.row(), entry.column()) : freeCell();
            slots.put(
                    entry.port(),
                    new SlotPlan(
                            entry.port(), entry.slot(), cell.row(), cell.column(), entry.recipes(), entry.fixture()));
        }
    }

    private static boolean isPlaced(StationConfig.PortEntry entry) {
        return entry.row() > 0 && entry.column() > 0;
    }

    /** The map that this was made from. */
    public PortNames names() {
        return names;
    }

    /** The same ports when other things are learned; ports that nobody names keep their number where it is free. */
    public SlotMap relearned(LearnedMap learned) {
        SlotMap fresh = new SlotMap(names.relearned(learned));
        slots.values().forEach(before -> fresh.give(before.port(), before::slot));
        return fresh;
    }

    /** The slot of this port; a port that is not in the map gets the next free number. */
    public SlotPlan of(PortPath port) {
        return give(port, () -> number(slots.size() + 1));
    }

    private SlotPlan give(PortPath port, Supplier<Slot> wanted) {
        SlotPlan known = slots.get(port);
        if (known != null) {
            return known;
        }
        Slot slot = wanted.get();
        for (int next = slots.size() + 1; !labels.add(slot); next++) {
            slot = number(next);
        }
        Cell cell = freeCell();
        SlotPlan plan = new SlotPlan(port, slot, cell.row(), cell.column());
        slots.put(port, plan);
        return plan;
    }

    private static Slot number(int number) {
        return new Slot(String.format("%02d", number));
    }

    private Cell freeCell() {
        for (int place = 0; ; place++) {
            Cell cell = new Cell(place / COLUMNS + 1, place % COLUMNS + 1);
            if (cells.add(cell)) {
                return cell;
            }
        }
    }

    /** Whether this port has a slot already. */
    public boolean has(PortPath port) {
        return slots.containsKey(port);
    }

    /** Who named this port. */
    public PortMap.Origin originOf(PortPath port) {
        return names.entry(port)
                .map(entry -> names.isConfigured(entry) ? PortMap.Origin.CONFIGURED : PortMap.Origin.LEARNED)
                .orElse(PortMap.Origin.GIVEN);
    }

    /** All slots so far, in the order in which they were given. */
    public List<SlotPlan> all() {
        return new ArrayList<>(slots.values());
    }
}
