package dev.gangway.station.cli.bench;

import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.model.PortPath;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import java.util.List;
import java.util.Optional;

/** Runs bench lines. */
public final class BenchRun {
    private BenchRun() {}

    /** Runs a line for this process, and returns the exit code. */
    public static int here(BenchLine line) {
        line.globals().setUpLogging();
        try (BenchBuses buses = new BenchBuses()) {
            return of(line, new BenchCall(line.globals(), buses), Caller.thisProcess());
        }
    }

    /** Runs a line for whoever calls, tells them of a failure, and returns the exit code. */
    static int of(BenchLine line, BenchCall call, Caller caller) {
        BenchVerbs verbs = line.verbs();
        boolean crowd = BenchCrowd.isMeant(line);
        try {
            verbs.problem(line.words(), crowd).ifPresent(what -> {
                throw new CommandFailure(ExitCode.INVALID, what);
            });
            return crowd
                    ? BenchCrowd.run(line, call, caller, BenchRun::of)
                    : verbs.run(new Looks(line, call), caller, line.words());
        } catch (CommandFailure e) {
            return e.tell(caller.err());
        }
    }

    /** The looks of one line's verbs at the bus. One thread. */
    private static final class Looks implements BenchBoards {
        private final BenchLine line;
        private final BenchCall call;
        private boolean looked;

        Looks(BenchLine line, BenchCall call) {
            this.line = line;
            this.call = call;
        }

        /**
         * The boards that a line may be for. Only here is the bus opened: a call for help needs none. All lines of a call share the
         * first look; who looks again waits for a board to come back.
         */
        @Override
        public List<BenchBoard> survey() {
            Optional<PortPath> port = line.port(call.place());
            return there(port).stream()
                    .filter(board -> line.verbs().modes().contains(board.mode()))
                    .filter(board -> port.isEmpty() || board.port().equals(port.get()))
                    .<BenchBoard>map(board -> new FoundBoard(call, board))
                    .toList();
        }

        private List<BoardSighting> there(Optional<PortPath> port) {
            if (line.verbs().modes().contains(BootMode.CLOUD)) {
                return call.callers();
            }
            boolean again = looked;
            looked = true;
            return port.filter(PortPath::isLine).map(call::behind).orElseGet(again ? call::surveyAnew : call::survey);
        }

        @Override
        public boolean isNarrowed() {
            return !line.ports().isEmpty();
        }
    }
}
