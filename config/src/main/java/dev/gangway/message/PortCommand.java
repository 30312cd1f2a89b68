package dev.gangway.message;

import dev.gangway.model.Epoch;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
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

    /** Switch the port's power; refused while a job runs. Answered by {@link PortReply.Powered} when it is done. */
    record Power(String operator, Wish wish) implements PortCommand {
        /** What can be asked for. */
        public enum Wish {
            ON,
            OFF,
            /** Off, and on again. */
            CYCLE
        }
    }

    /** Ask the hub how the port's power stands; while a job runs, what is known is answered. */
    record PowerReport() implements PortCommand {}

    /** Another label stands on the port now; refused while a job runs. */
    record Rename(Slot slot) implements PortCommand {}

    /** Publish the current status again. */
    record Report() implements PortCommand {}
}
