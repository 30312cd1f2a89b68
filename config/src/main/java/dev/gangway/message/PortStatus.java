package dev.gangway.message;

import dev.gangway.model.BoardIdentity;
import dev.gangway.model.Epoch;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that others may know of a port, published at each change.
 *
 * @param port which port
 * @param slot its label
 * @param epoch its current attach
 * @param state its state
 * @param since when this state began
 * @param board what the board said of itself, once known
 * @param recipes the names of the recipes that fit the board; one, once a scan chose it
 * @param serial the serial bound to the board, if any
 * @param job the running or last job, if any
 */
public record PortStatus(
        PortPath port,
        Slot slot,
        Epoch epoch,
        PortState state,
        Instant since,
        @Nullable BoardIdentity board,
        List<String> recipes,
        @Nullable Serial serial,
        @Nullable JobId job)
        implements Message {
    /** Copies the list. */
    public PortStatus {
        recipes = List.copyOf(recipes);
    }
}
