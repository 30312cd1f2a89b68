package dev.gangway.web.live;

import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;

/**
 * Where a slot stands on the bench, so that its tile stands there on the page.
 *
 * @param slot its label
 * @param port its port
 * @param row from the top, from 1
 * @param column from the left, from 1
 */
public record SlotPlace(Slot slot, PortPath port, int row, int column) {
    /** Rejects a row or column below 1 with {@link IllegalArgumentException}. */
    public SlotPlace {
        if (row < 1 || column < 1) {
            throw new IllegalArgumentException(
                    "rows and columns count from 1: slot " + slot + " has row " + row + ", column " + column);
        }
    }
}
