package dev.gangway.job;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Expected;
import dev.gangway.protocol.Protocol;
import dev.gangway.protocol.Reach;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a board what it is, without writing anything that lasts. */
public final class BoardIdentifier {
    /** So often a board that is told to be there is opened before it counts as lost. */
    private static final int MOST_TRIES = 10;

    private static final Duration OPEN_AGAIN = Duration.ofMillis(200);

    private final BoardBus bus;
    private final BoardGate gate;

    /**
     * Asks boards on this bus.
     *
     * @param gate ends a pause early when whoever asks is stopped
     */
    public BoardIdentifier(BoardBus bus, BoardGate gate) {
        this.bus = bus;
        this.gate = gate;
    }

    /**
     * Opens the board, asks, and closes it again, with one protocol after the other until one gets an answer. Blocks.
     *
     * @param candidates the protocols that it may answer, the likeliest first
     * @throws FailureException when it can't be opened, or what the likeliest protocol met when none gets an answer
     */
    public BoardIdentity identify(BoardSighting board, List<Protocol<?, ?>> candidates) throws FailureException {
        @Nullable FailureException first = null;
        for (Protocol<?, ?> protocol : candidates) {
            try {
                return ask(board, protocol);
            } catch (FailureException e) {
                first = first == null ? e : first;
            }
        }
        throw first != null
                ? first
                : new FailureException(
                        FailureKind.CHIP_NOT_SERVED,
                        "a board in " + board.mode().code() + " mode does not say what it is");
    }

    private <D> BoardIdentity ask(BoardSighting board, Protocol<D, ?> protocol) throws FailureException {
        Reach reach = protocol.reach(board.mode()).orElseThrow();
        for (int tries = 1; ; tries++) {
            try (Channel channel = bus.open(board.port(), board.deviceKey(), reach.over())) {
                return protocol.identity(protocol.open(channel, board, Expected.ANYBODY, gate::pause), board);
            } catch (ChannelException e) {
                // A kernel's own driver may be at a board that has just come, and the board be out of reach for a
                // moment.
                boolean isThere = board.epoch().equals(gate.epoch());
                if (e.fault() != ChannelFault.DISCONNECTED || !isThere || tries == MOST_TRIES) {
                    throw e.asFailure("opening the board on " + board.port());
                }
            }
            gate.pause(OPEN_AGAIN);
        }
    }
}
