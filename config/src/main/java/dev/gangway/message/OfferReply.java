package dev.gangway.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer about recipes and images that the line may flash. */
public sealed interface OfferReply extends Message {
    /** Hands this reply to the handler's method for it and returns what that makes of it. */
    <R> R to(Handler<R> handler);

    /**
     * One who takes all; a case that is added does not compile until each handler has its method.
     *
     * @param <R> what each method makes of it
     */
    interface Handler<R> {
        /** All that could be flashed. */
        R shelf(Shelf reply);

        /** One of it. */
        R seen(Seen reply);

        /** A part of a file was taken. */
        R taken(Taken reply);

        /** It is refused. */
        R refused(Refused reply);
    }

    /**
     * All that could be flashed.
     *
     * @param chosen what each scan flashes; null = what is configured, the first recipe that serves the board
     * @param own the station's own recipes, in their order
     * @param hosts whose links may be looked at
     */
    record Shelf(@Nullable Offer chosen, List<Offer> own, List<String> hosts) implements OfferReply {
        /** Copies the lists. */
        public Shelf {
            own = List.copyOf(own);
            hosts = List.copyOf(hosts);
        }

        @Override
        public <R> R to(Handler<R> handler) {
            return handler.shelf(this);
        }
    }

    /** One of it. */
    record Seen(Offer offer) implements OfferReply {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.seen(this);
        }
    }

    /**
     * A part of a file was taken.
     *
     * @param bytes how many there are now
     * @param total of how many
     */
    record Taken(long bytes, long total) implements OfferReply {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.taken(this);
        }
    }

    /**
     * Refused; nothing has changed.
     *
     * @param reason a stable code: {@code not-allowed}, {@code no-look}, {@code not-ready}, {@code no-recipe}, {@code supervisor},
     *     {@code busy}, {@code not-recorded}, {@code not-stored}, {@code no-file}, {@code not-taken}
     * @param message what is wrong and what to do
     */
    record Refused(String reason, String message) implements OfferReply {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.refused(this);
        }
    }
}
