package dev.gangway.virtual.kind;

import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.nand.PageStore;
import java.util.function.Consumer;

/**
 * What a board is made with, beside its options.
 *
 * @param pages where its flash memory lies; boards share it, so that many with the same content need the memory of one
 * @param console gets a line for all that its console would show, under the board's lock
 * @param seed what its ids are made from
 * @param faults its faults; the hub takes care of the common ones, a board asks for its own
 */
public record BoardParts(PageStore pages, Consumer<String> console, long seed, FaultPlan faults) {}
