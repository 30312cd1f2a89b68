package dev.gangway.message;

/** The port map's answer. */
public sealed interface PortMapReply extends Message {
    /** Hands this reply to the handler's method for it and returns what that makes of it. */
    <R> R to(Handler<R> handler);

    /**
     * One who takes both; a case that is added does not compile until each handler has its method.
     *
     * @param <R> what each method makes of it
     */
    interface Handler<R> {
        /** It is done. */
        R current(Current reply);

        /** It is refused. */
        R refused(Refused reply);
    }

    /**
     * Done.
     *
     * @param map the map as it is now
     * @param message what was done, in a sentence; empty when nothing was
     */
    record Current(PortMap map, String message) implements PortMapReply {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.current(this);
        }
    }

    /**
     * Refused; nothing has changed.
     *
     * @param reason a stable code: {@code no-lesson}, {@code not-a-slot}, {@code taken}, {@code fixed}, {@code no-port},
     *     {@code in-use}, {@code not-stored}
     * @param message what is wrong and what to do
     */
    record Refused(String reason, String message) implements PortMapReply {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.refused(this);
        }
    }
}
