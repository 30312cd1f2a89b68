package dev.gangway.message;

/** A port's answer to a command. */
public sealed interface PortReply extends Message {
    /** It is done, or under way. */
    record Accepted(PortStatus status) implements PortReply {}

    /** How the power stands, after it was switched or asked for. */
    record Powered(PowerStatus status) implements PortReply {}

    /**
     * It is refused.
     *
     * @param reason a stable code, as in {@link ScanOutcome.Refused}
     * @param message what is wrong and what to do
     */
    record Refused(String reason, String message) implements PortReply {}
}
