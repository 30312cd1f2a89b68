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
import java.util.Optional;
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
 * @param line whether a line hangs here, whose boards come and go unseen
 * @param engineer who has a shell at the board's prompt, {@code -} for one without a name; null = nobody
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
        @Nullable JobId job,
        boolean line,
        @Nullable String engineer)
        implements Message {
    /** Copies the list. */
    public PortStatus {
        recipes = List.copyOf(recipes);
    }

    /** A port whose boards are seen to come and go, and at which nobody has a shell. */
    public PortStatus(
            PortPath port,
            Slot slot,
            Epoch epoch,
            PortState state,
            Instant since,
            @Nullable BoardIdentity board,
            List<String> recipes,
            @Nullable Serial serial,
            @Nullable JobId job) {
        this(port, slot, epoch, state, since, board, recipes, serial, job, false, null);
    }

    /** Which question the running step asks; empty when it asks none. */
    public Optional<PortCommand.Answer.Asked> asked() {
        return job != null && state instanceof PortState.Running running && running.question() != null
                ? Optional.of(new PortCommand.Answer.Asked(job, running.attempt(), running.stepNumber()))
                : Optional.empty();
    }

    /**
     * Whether the next scan may be bound here: a board waits, or the job of a line has ended, in whose fixture the next
     * board may sit by now. The port itself refuses it while an engineer works there.
     */
    public boolean takesNextScan() {
        boolean ended = state instanceof PortState.Passed
                || (state instanceof PortState.Failed failed && failed.ledgerSeq() != null);
        return state instanceof PortState.AwaitingScan || (line && ended);
    }
}
