package dev.gangway.message;

/** The port map's answer. */
public sealed interface PortMapReply extends Message {
    /**
     * Done.
     *
     * @param map the map as it is now
     * @param message what was done, in a sentence; empty when nothing was
     */
    record Current(PortMap map, String message) implements PortMapReply {}

    /**
     * Refused; nothing has changed.
     *
     * @param reason a stable code: {@code no-lesson}, {@code not-a-slot}, {@code taken}, {@code fixed}, {@code no-port},
     *     {@code in-use}, {@code not-stored}
     * @param message what is wrong and what to do
     */
    record Refused(String reason, String message) implements PortMapReply {}
}
