package dev.gangway.message;

import dev.gangway.model.Epoch;
import dev.gangway.model.PortPath;
import java.util.Map;

/** What the hub watcher tells: boards coming and going. */
public sealed interface HubEvent extends Message {
    /** Hands this event to the listener's method for it. */
    void tell(Listener listener);

    /** One who hears all of it; a case that is added does not compile until each listener has its method. */
    interface Listener {
        /** A board is there. */
        void boardArrived(BoardArrived event);

        /** A board is gone. */
        void boardLeft(BoardLeft event);

        /** A port flaps, or is steady again. */
        void portUnstable(PortUnstable event);

        /** What is attached right now. */
        void hubSurveyed(HubSurveyed event);

        /** A bus fails, or works again. */
        void busTrouble(BusTrouble event);
    }

    /**
     * A board was attached, or came back in another boot mode; or its id, unknown so far, has arrived (same epoch).
     *
     * @param board what is seen
     */
    record BoardArrived(BoardSighting board) implements HubEvent {
        @Override
        public void tell(Listener listener) {
            listener.boardArrived(this);
        }
    }

    /**
     * The board of this attach is gone.
     *
     * @param port where
     * @param epoch which attach ended
     */
    record BoardLeft(PortPath port, Epoch epoch) implements HubEvent {
        @Override
        public void tell(Listener listener) {
            listener.boardLeft(this);
        }
    }

    /**
     * Boards come and go on this port faster than anyone plugs: one state, told once, until it is steady again. Between
     * {@code unstable} and {@code steady} no arrivals and removals are told for this port; when it is steady again, a
     * board that is there is told as an arrival.
     *
     * @param port where
     * @param unstable true at its begin, false when the port was steady for long enough
     */
    record PortUnstable(PortPath port, boolean unstable) implements HubEvent {
        @Override
        public void tell(Listener listener) {
            listener.portUnstable(this);
        }
    }

    /**
     * What is attached right now, told every few seconds so that a listener that missed something heals.
     *
     * @param present all boards by their ports: each of many ports looks for its own
     */
    record HubSurveyed(Map<PortPath, BoardSighting> present) implements HubEvent {
        /** Copies the map. */
        public HubSurveyed {
            present = Map.copyOf(present);
        }

        @Override
        public void tell(Listener listener) {
            listener.hubSurveyed(this);
        }
    }

    /**
     * The bus itself fails or works again.
     *
     * @param bus which one, {@code libusb} or {@code virtual}
     * @param problem one sentence with what to do; empty when it works again
     */
    record BusTrouble(String bus, String problem) implements HubEvent {
        @Override
        public void tell(Listener listener) {
            listener.busTrouble(this);
        }
    }
}
