package dev.gangway.message;

import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of a scan. */
public sealed interface ScanOutcome extends Message {
    /** Hands this outcome to the handler's method for it and returns what that makes of it. */
    <R> R to(Handler<R> handler);

    /**
     * One who takes all of it; a case that is added does not compile until each handler has its method.
     *
     * @param <R> what each method makes of it
     */
    interface Handler<R> {
        /** A job starts. */
        R started(Started outcome);

        /** A serial waits. */
        R waiting(Waiting outcome);

        /** A slot is chosen. */
        R slotChosen(SlotChosen outcome);

        /** A command was carried out. */
        R done(Done outcome);

        /** A badge counts, or ended. */
        R badge(Badge outcome);

        /** It is refused. */
        R refused(Refused outcome);
    }

    /** The scan's text as it may be shown: control characters made visible, cut to a sane length. */
    String shown();

    /** When it was decided. */
    Instant at();

    /** The serial was bound and its job starts on this port. */
    record Started(String shown, Instant at, Serial serial, PortPath port, Slot slot, JobId job)
            implements ScanOutcome {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.started(this);
        }
    }

    /** The serial is kept for the next fitting board, or for the slot if one was named. */
    record Waiting(
            String shown,
            Instant at,
            Serial serial,
            @Nullable Slot slot) implements ScanOutcome {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.waiting(this);
        }
    }

    /** A slot label was scanned; the next serial goes there. */
    record SlotChosen(String shown, Instant at, Slot slot) implements ScanOutcome {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.slotChosen(this);
        }
    }

    /** A command barcode was carried out. */
    record Done(String shown, Instant at, String message) implements ScanOutcome {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.done(this);
        }
    }

    /** A badge was scanned: who works at this place from now on, {@code -} for nobody. */
    record Badge(String shown, Instant at, String operator, String message) implements ScanOutcome {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.badge(this);
        }
    }

    /**
     * Refused.
     *
     * @param reason a stable code: {@code format}, {@code passed-before}, {@code in-use}, {@code no-board},
     *     {@code no-recipe}, {@code no-command}, {@code no-lesson}, {@code not-asked}, {@code not-waiting}, {@code port-busy}, {@code two-serials},
     *     {@code unreadable}, {@code too-long}, {@code unavailable}
     * @param message what is wrong and what to do, for the operator
     */
    record Refused(String shown, Instant at, String reason, String message) implements ScanOutcome {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.refused(this);
        }
    }
}
