package dev.gangway.message;

import dev.gangway.model.Epoch;
import dev.gangway.model.Serial;
import org.jspecify.annotations.Nullable;

/** What a port can be asked to do. Repeating a command is harmless. */
public sealed interface PortCommand extends Message {
    /** Start this job on the board of this attach; refused when the epoch is not the current one. */
    record Start(Epoch epoch, JobOrder order) implements PortCommand {}

    /** Show that this serial waits for its board here; null takes it back. */
    record Reserve(@Nullable Serial serial) implements PortCommand {}

    /** Stop the running job. */
    record Abort(String operator) implements PortCommand {}

    /** Take the port out of use until it is released. */
    record Quarantine(String operator, String reason) implements PortCommand {}

    /** Put a quarantined or disabled port back into use. */
    record Release(String operator) implements PortCommand {}

    /** Switch the port off for work on it. */
    record Disable(String operator, String reason) implements PortCommand {}

    /** Publish the current status again. */
    record Report() implements PortCommand {}
}
