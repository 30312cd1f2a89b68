package dev.gangway.station.cli.bench;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.UsbSession;
import dev.gangway.message.BoardSighting;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.place.Boards;
import dev.gangway.station.cli.place.Workplace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one call of a bench verb works on. Its configuration is read, its bus opened and looked at when that is first asked
 * for, once, however many boards the call is for. Any thread may call.
 */
final class BenchCall {
    private final Globals globals;
    private final BenchBuses buses;
    private final Object looking = new Object();
    private @Nullable Workplace place;
    private @Nullable List<BoardSighting> seen;

    private final Object opening = new Object();
    private final List<UsbSession> sessions = new ArrayList<>();
    private boolean cancelled;

    BenchCall(Globals globals, BenchBuses buses) {
        this.globals = globals;
        this.buses = buses;
    }

    /** The configured station; ends the command when the configuration is not sound. */
    Workplace place() {
        synchronized (looking) {
            Workplace known = place;
            if (known == null) {
                known = Workplace.bench(globals);
                place = known;
            }
            return known;
        }
    }

    /** The boards on its bus; ends the command when this machine does not let them be seen. */
    List<BoardSighting> survey() {
        synchronized (looking) {
            List<BoardSighting> known = seen;
            if (known == null) {
                known = Boards.survey(bus());
                seen = known;
            }
            return known;
        }
    }

    private BoardBus bus() {
        return buses.of(place());
    }

    /** Opens a board; whoever asked closes it. */
    UsbSession open(BoardSighting board) throws ChannelException {
        UsbSession session = bus().open(board.port(), board.deviceKey(), UsbSession.class);
        synchronized (opening) {
            if (!cancelled) {
                sessions.add(session);
                return session;
            }
        }
        session.close();
        throw new ChannelException(ChannelFault.CANCELLED, "whoever asked for this is gone");
    }

    /** Ends what runs on a board now, and lets nothing begin. */
    void cancel() {
        List<UsbSession> running;
        synchronized (opening) {
            cancelled = true;
            running = List.copyOf(sessions);
        }
        running.forEach(UsbSession::cancel);
    }
}
