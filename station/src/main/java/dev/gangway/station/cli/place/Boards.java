package dev.gangway.station.cli.place;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ChannelException;
import dev.gangway.hub.BootModeTable;
import dev.gangway.job.BoardGate;
import dev.gangway.job.BoardIdentifier;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.Epoch;
import dev.gangway.model.FailureException;
import dev.gangway.protocol.Protocol;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.StationProtocols;
import dev.gangway.station.cli.call.CommandFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a bus holds now, for commands without a station. */
public final class Boards {
    private Boards() {}

    /**
     * A board, and what it says of itself.
     *
     * @param sighting as its descriptors have it
     * @param identity its own answer; null when it was not asked or did not answer
     * @param problem why it did not answer; empty else
     */
    public record Seen(BoardSighting sighting, @Nullable BoardIdentity identity, String problem) {}

    /** All boards without opening one. */
    public static List<BoardSighting> survey(BoardBus bus) {
        try {
            return bus.survey().stream()
                    .map(seen -> BootModeTable.seen(seen, Epoch.NONE))
                    .toList();
        } catch (ChannelException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()));
        }
    }

    /** Asks a board what it is, when its mode can tell. */
    public static Seen ask(BoardBus bus, BoardSighting board) {
        if (board.isUnasked()) {
            return new Seen(board, null, "");
        }
        List<Protocol<?, ?>> candidates = StationProtocols.ALL.answering(board.mode(), List.of());
        if (candidates.isEmpty()) {
            return new Seen(board, null, "");
        }
        try {
            return new Seen(board, new BoardIdentifier(bus, new BoardGate()).identify(board, candidates), "");
        } catch (FailureException e) {
            return new Seen(board, null, e.failure().message());
        }
    }
}
