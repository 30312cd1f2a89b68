package dev.gangway.station.cli.bench;

import dev.gangway.shell.Caller;
import dev.gangway.station.StationBench;
import dev.gangway.station.handover.Performer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Does bench verbs for other processes, on buses that stay open between them. */
final class BenchPerformer implements Performer {
    private final StationBench bench;
    private final BenchBuses buses;

    BenchPerformer(StationBench bench, BenchBuses buses) {
        this.bench = bench;
        this.buses = buses;
    }

    @Override
    public Optional<Work> accept(List<String> words, Path folder) {
        return BenchLine.parse(bench, words.toArray(new String[0]))
                .filter(line -> !line.globals().verbose()) // the log is this process's
                .filter(line -> !line.words().contains(Caller.STANDARD_INPUT)) // which is not handed over
                .map(line -> line.from(folder))
                .filter(line -> Files.exists(line.globals().configFile()))
                .map(Verb::new);
    }

    /** One line of verbs. */
    private final class Verb implements Work {
        private final BenchLine line;
        private final BenchCall call;

        Verb(BenchLine line) {
            this.line = line;
            call = new BenchCall(line.globals(), buses);
        }

        @Override
        public int run(Caller caller) {
            return BenchRun.of(line, call, caller);
        }

        @Override
        public void cancel() {
            call.cancel();
        }
    }
}
