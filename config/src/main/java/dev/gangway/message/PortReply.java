package dev.gangway.message;

import java.util.Optional;

/** A port's answer to a command. */
public sealed interface PortReply extends Message {
    /** Hands this reply to the handler's method for it and returns what that makes of it. */
    <R> R to(Handler<R> handler);

    /** The refusal, when this is one. */
    Optional<Refused> refusal();

    /**
     * One who takes all of it; a case that is added does not compile until each handler has its method.
     *
     * @param <R> what each method makes of it
     */
    interface Handler<R> {
        /** It is done, or under way. */
        R accepted(Accepted reply);

        /** How the power stands. */
        R powered(Powered reply);

        /** It is refused. */
        R refused(Refused reply);
    }

    /** It is done, or under way. */
    record Accepted(PortStatus status) implements PortReply {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.accepted(this);
        }

        @Override
        public Optional<Refused> refusal() {
            return Optional.empty();
        }
    }

    /** How the power stands, after it was switched or asked for. */
    record Powered(PowerStatus status) implements PortReply {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.powered(this);
        }

        @Override
        public Optional<Refused> refusal() {
            return Optional.empty();
        }
    }

    /**
     * It is refused.
     *
     * @param reason a stable code, as in {@link ScanOutcome.Refused}
     * @param message what is wrong and what to do
     */
    record Refused(String reason, String message) implements PortReply {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.refused(this);
        }

        @Override
        public Optional<Refused> refusal() {
            return Optional.of(this);
        }
    }
}
