package dev.gangway.station.cli.bench;

import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.model.PortPath;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.beside.BesideException;
import dev.gangway.station.beside.HeldPort;
import dev.gangway.station.beside.StationBeside;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.place.Workplace;
import java.util.List;
import java.util.Optional;

/** Runs bench lines. */
public final class BenchRun {
    private BenchRun() {}

    /** Runs a line for this process, and returns the exit code. */
    public static int here(BenchLine line) {
        line.globals().setUpLogging();
        try (BenchBuses buses = new BenchBuses()) {
            BenchCall call = new BenchCall(line.globals(), buses);
            Caller caller = Caller.thisProcess();
            return line.verbs().isForATerminal(line.words())
                    ? atTerminal(line, call, SttyTerminal.here().map(caller::at).orElse(caller))
                    : of(line, call, caller);
        }
    }

    /** A station that runs on the data folder keeps its hands off the port meanwhile. */
    private static int atTerminal(BenchLine line, BenchCall call, Caller caller) {
        try {
            Optional<StationBeside> station = Workplace.beside(call.place().data());
            if (station.isEmpty()) {
                return of(line, call, caller);
            }
            PortPath port = line.port(call.place())
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.INVALID, "a station runs here: name the port or slot with --port"));
            String who = Globals.person();
            HeldPort held = station.get().hold(port.text(), who + " works at its console", who);
            try {
                return of(line, call, caller);
            } finally {
                held.close();
            }
        } catch (BesideException e) {
            return new CommandFailure(e.code(), String.valueOf(e.getMessage())).tell(caller.err());
        } catch (CommandFailure e) {
            return e.tell(caller.err());
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
