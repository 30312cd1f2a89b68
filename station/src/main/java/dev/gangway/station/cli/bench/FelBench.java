package dev.gangway.station.cli.bench;

import dev.gangway.channel.ChannelException;
import dev.gangway.fel.FelDevice;
import dev.gangway.fel.command.FelBoards;
import dev.gangway.fel.command.FelCommands;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.shell.Caller;
import dev.gangway.station.cli.place.BenchPort;
import java.util.List;
import java.util.function.Predicate;

/** The verbs of {@code gangway fel} on the boards of a bus. */
final class FelBench {
    private FelBench() {}

    static int run(BenchLine line, BenchCall call, Caller caller) {
        FelBoards boards = () -> survey(line, call);
        return new FelCommands(boards, caller, System::nanoTime).run(line.words());
    }

    /** The boards in FEL mode. Only here is the bus opened: a call for help needs none. */
    private static List<FelBoards.Found> survey(BenchLine line, BenchCall call) {
        Predicate<BoardSighting> wanted = line.boards(call.place());
        return call.survey().stream()
                .filter(board -> board.mode() == BootMode.FEL)
                .filter(wanted)
                .<FelBoards.Found>map(board -> new OnBus(call, board))
                .toList();
    }

    /** One board on a bus. */
    private record OnBus(BenchCall call, BoardSighting board) implements FelBoards.Found {
        @Override
        public int bus() {
            return BenchPort.bus(board.port());
        }

        @Override
        public int device() {
            return BenchPort.device(board.port());
        }

        @Override
        public FelDevice open() throws FailureException {
            try {
                return FelDevice.open(call.open(board));
            } catch (ChannelException e) {
                throw e.asFailure("opening the board on " + board.port());
            }
        }
    }
}
