package dev.gangway.message;

import dev.gangway.model.DeskId;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;

/** What can be asked of the port map. All that changes it needs a lesson, which {@link Begin} begins. */
public sealed interface PortMapCommand extends Message {
    /** Tell the map. */
    record Show() implements PortMapCommand {}

    /** Begin a lesson at this desk, or go on there with the one that is under way. Whether they may is decided before. */
    record Begin(String operator, DeskId desk) implements PortMapCommand {}

    /** End the lesson. */
    record End(String operator) implements PortMapCommand {}

    /** The label of the port that the lesson asks for; empty = the one that it suggests. */
    record Answer(String operator, String label) implements PortMapCommand {}

    /** Give a port this slot and place; row and column 0 = the page decides. */
    record Put(String operator, PortPath port, Slot slot, int row, int column) implements PortMapCommand {}

    /** Forget what was learned of a port. */
    record Remove(String operator, PortPath port) implements PortMapCommand {}

    /** A hub was plugged in elsewhere: its slots go with it. */
    record MoveHub(String operator, HubPath from, HubPath to) implements PortMapCommand {}
}
