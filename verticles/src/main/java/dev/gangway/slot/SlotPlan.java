package dev.gangway.slot;

import dev.gangway.config.PortFixture;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import java.util.List;

/**
 * One slot of the bench.
 *
 * @param port the physical position
 * @param slot its label
 * @param row from the top, from 1
 * @param column from the left, from 1
 * @param recipes the only recipes that may run here; empty = all
 * @param fixture what stands there beside the socket
 */
public record SlotPlan(PortPath port, Slot slot, int row, int column, List<String> recipes, PortFixture fixture) {
    /** Copies the list. */
    public SlotPlan {
        recipes = List.copyOf(recipes);
    }

    /** A slot of which nothing but its place is known. */
    public SlotPlan(PortPath port, Slot slot, int row, int column) {
        this(port, slot, row, column, List.of(), PortFixture.NONE);
    }
}
