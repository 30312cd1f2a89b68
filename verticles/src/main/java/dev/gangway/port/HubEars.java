package dev.gangway.port;

import dev.gangway.message.BoardSighting;
import dev.gangway.message.HubEvent;
import dev.gangway.model.Epoch;
import dev.gangway.model.PortPath;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Hears what the hub watcher tells and passes on what is about one port. The port's event loop only. */
final class HubEars implements HubEvent.Listener {
    private final PortPath port;
    private final Consumer<BoardSighting> arrived;
    private final Consumer<Epoch> left;
    private final Consumer<PortInput> feed;
    private final Supplier<Epoch> known;

    /**
     * The ears of a port.
     *
     * @param arrived takes the port's boards
     * @param left takes attaches that ended
     * @param feed takes what else is of interest
     * @param known the attach that the port knows of
     */
    HubEars(
            PortPath port,
            Consumer<BoardSighting> arrived,
            Consumer<Epoch> left,
            Consumer<PortInput> feed,
            Supplier<Epoch> known) {
        this.port = port;
        this.arrived = arrived;
        this.left = left;
        this.feed = feed;
        this.known = known;
    }

    @Override
    public void boardArrived(HubEvent.BoardArrived event) {
        if (event.board().port().equals(port)) {
            arrived.accept(event.board());
        }
    }

    @Override
    public void boardLeft(HubEvent.BoardLeft event) {
        if (event.port().equals(port)) {
            left.accept(event.epoch());
        }
    }

    @Override
    public void portUnstable(HubEvent.PortUnstable event) {
        if (event.port().equals(port)) {
            feed.accept(new PortInput.Unstable(event.unstable()));
        }
    }

    /** A survey mends what a lost event left wrong. */
    @Override
    public void hubSurveyed(HubEvent.HubSurveyed event) {
        BoardSighting board = event.present().get(port);
        if (board != null && board.epoch().compareTo(known.get()) > 0) {
            arrived.accept(board);
        }
    }

    /** The pages tell it; a port has nothing to do about it. */
    @Override
    public void busTrouble(HubEvent.BusTrouble event) {}
}
