package dev.gangway.station.cli;

import dev.gangway.message.BoardSighting;
import dev.gangway.usb.UsbBus;
import dev.gangway.usb.UsbException;
import dev.gangway.usb.UsbFault;
import dev.gangway.usb.UsbSession;
import java.util.ArrayList;
import java.util.List;

/** What one call of a bench verb works on: the buses, and what it has open there. One thread runs it, any may cancel it. */
final class BenchCall {
    private final BenchBuses buses;
    private final List<UsbSession> sessions = new ArrayList<>();
    private boolean cancelled;

    BenchCall(BenchBuses buses) {
        this.buses = buses;
    }

    UsbBus bus(Workplace place) {
        return buses.of(place);
    }

    /** Opens a board; whoever asked closes it. */
    UsbSession open(UsbBus bus, BoardSighting board) throws UsbException {
        UsbSession session = bus.open(board.port(), board.deviceKey());
        synchronized (this) {
            if (!cancelled) {
                sessions.add(session);
                return session;
            }
        }
        session.close();
        throw new UsbException(UsbFault.CANCELLED, "whoever asked for this is gone");
    }

    /** Ends what runs on a board now, and lets nothing begin. */
    void cancel() {
        List<UsbSession> running;
        synchronized (this) {
            cancelled = true;
            running = List.copyOf(sessions);
        }
        running.forEach(UsbSession::cancel);
    }
}
