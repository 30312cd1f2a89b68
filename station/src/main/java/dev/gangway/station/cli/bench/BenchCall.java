package dev.gangway.station.cli.bench;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SerialLine;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.PortPath;
import dev.gangway.net.NetworkBus;
import dev.gangway.serial.SerialBus;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.place.Boards;
import dev.gangway.station.cli.place.NativeFolders;
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
    private final List<Channel> channels = new ArrayList<>();
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

    /** The boards on its bus as they were at its first look; ends the command when this machine does not let them be seen. */
    List<BoardSighting> survey() {
        synchronized (looking) {
            List<BoardSighting> known = seen;
            return known == null ? surveyAnew() : known;
        }
    }

    /** The boards on its bus now, for verbs that wait for one to come back. */
    List<BoardSighting> surveyAnew() {
        synchronized (looking) {
            List<BoardSighting> now = Boards.survey(bus());
            seen = now;
            return now;
        }
    }

    /** The boards that have connected by themselves until now; the first look begins to listen for them. */
    List<BoardSighting> callers() {
        return Boards.survey(buses.callers(place()));
    }

    /** The board behind a line; nothing is sent yet. */
    List<BoardSighting> behind(PortPath line) {
        return Boards.survey(bus(line));
    }

    private BoardBus bus() {
        return buses.of(place());
    }

    private BoardBus bus(PortPath port) {
        if (port.isNetwork()) {
            return new NetworkBus(List.of(port));
        }
        if (port.isCaller()) {
            return buses.callers(place());
        }
        if (port.serialDevice().isPresent()) {
            return new SerialBus(List.of(port));
        }
        return bus();
    }

    /** Opens a board; whoever asked closes it. */
    <C extends Channel> C open(BoardSighting board, Class<C> over) throws ChannelException {
        if (over == SerialLine.class) {
            NativeFolders.use(place().data());
        }
        C channel = bus(board.port()).open(board.port(), board.deviceKey(), over);
        synchronized (opening) {
            if (!cancelled) {
                channels.add(channel);
                return channel;
            }
        }
        channel.close();
        throw new ChannelException(ChannelFault.CANCELLED, "whoever asked for this is gone");
    }

    /** Ends what runs on a board now, and lets nothing begin. */
    void cancel() {
        List<Channel> running;
        synchronized (opening) {
            cancelled = true;
            running = List.copyOf(channels);
        }
        running.forEach(Channel::cancel);
    }
}
