package dev.gangway.spark.command;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.Pauses;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.BenchBoards;
import dev.gangway.spark.CoreDevice;
import java.time.Duration;
import java.util.Optional;

/** A Core that has connected, and the conversation with it. */
record MetCore(BenchBoard board, ByteStream stream, CoreDevice core) implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    /** Speaks to a Core. */
    static MetCore at(BenchBoard board) throws FailureException {
        ByteStream stream = board.open(ByteStream.class);
        try {
            // Another number each time: an answer to an earlier conversation is none to this one.
            return new MetCore(board, stream, CoreDevice.open(stream, (int) System.nanoTime()));
        } catch (FailureException e) {
            stream.close();
            throw e;
        }
    }

    /** Waits for the Core of a line that names one; empty when it does not connect in this time. */
    static Optional<MetCore> within(Duration patience, BenchBoards boards) throws FailureException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            for (BenchBoard board : boards.survey()) {
                try {
                    return Optional.of(at(board));
                } catch (FailureException e) {
                    if (e.failure().kind() != FailureKind.CABLE_LOST) { // else its connection ends just now
                        throw e;
                    }
                }
            }
            if (System.nanoTime() >= end) {
                return Optional.empty();
            }
            Pauses.UNSTOPPED.pause(LOOK_AGAIN);
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
