package dev.gangway.station.cli.bench;

import dev.gangway.shell.Caller;
import dev.gangway.station.cli.call.CommandFailure;

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
        try {
            return BenchCrowd.isMeant(line)
                    ? BenchCrowd.run(line, call, caller, BenchRun::of)
                    : onOneBoard(line, call, caller);
        } catch (CommandFailure e) {
            return e.tell(caller.err());
        }
    }

    private static int onOneBoard(BenchLine line, BenchCall call, Caller caller) {
        return line.command().equals("fel") ? FelBench.run(line, call, caller) : FastbootBench.run(line, call, caller);
    }
}
