package dev.gangway.message;

import dev.gangway.model.Epoch;
import dev.gangway.model.PortPath;
import java.util.List;

/** What the hub watcher tells: boards coming and going. */
public sealed interface HubEvent extends Message {
    /**
     * A board was attached, or came back in another boot mode; or its id, unknown so far, has arrived (same epoch).
     *
     * @param board what is seen
     */
    record BoardArrived(BoardSighting board) implements HubEvent {}

    /**
     * The board of this attach is gone.
     *
     * @param port where
     * @param epoch which attach ended
     */
    record BoardLeft(PortPath port, Epoch epoch) implements HubEvent {}

    /**
     * Boards come and go on this port faster than anyone plugs: one state, told once, until it is steady again. Between
     * {@code unstable} and {@code steady} no arrivals and removals are told for this port; when it is steady again, a
     * board that is there is told as an arrival.
     *
     * @param port where
     * @param unstable true at its begin, false when the port was steady for long enough
     */
    record PortUnstable(PortPath port, boolean unstable) implements HubEvent {}

    /**
     * What is attached right now, told every few seconds so that a listener that missed something heals.
     *
     * @param present all boards, in port order
     */
    record HubSurveyed(List<BoardSighting> present) implements HubEvent {
        /** Copies the list. */
        public HubSurveyed {
            present = List.copyOf(present);
        }
    }

    /**
     * The bus itself fails or works again.
     *
     * @param bus which one, {@code libusb} or {@code virtual}
     * @param problem one sentence with what to do; empty when it works again
     */
    record BusTrouble(String bus, String problem) implements HubEvent {}
}
