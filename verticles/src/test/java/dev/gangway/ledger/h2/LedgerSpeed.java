package dev.gangway.ledger.h2;

import static dev.gangway.ledger.SampleJobs.closed;

import dev.gangway.ledger.Appended;
import dev.gangway.model.Verdict;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures durable appends of finished jobs a second: one by one, and 32 at a time. Not a test: run its main with a folder
 * on the disk in question.
 */
final class LedgerSpeed {
    private static final int WARM_UP = 2_000;
    private static final int MEASURED = 8_000;

    private LedgerSpeed() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "ledger-speed");
        try (H2Ledger ledger = H2Ledger.open(folder, Clock.systemUTC())) {
            int next = 1;
            for (int together : new int[] {1, 32}) {
                next = run(ledger, next, WARM_UP, together);
                long began = System.nanoTime();
                next = run(ledger, next, MEASURED, together);
                double seconds = (System.nanoTime() - began) / 1e9;
                System.out.printf("%2d at a time: %,.0f appends/s%n", together, MEASURED / seconds);
            }
        }
        System.out.printf("file: %,d bytes%n", Files.size(folder.resolve("ledger.mv.db")));
    }

    private static int run(H2Ledger ledger, int first, int count, int together) {
        int job = first;
        while (job < first + count) {
            List<Future<Appended>> group = new ArrayList<>();
            for (int i = 0; i < together; i++, job++) {
                group.add(ledger.append(closed(job, "SN-" + job, Verdict.PASSED)));
            }
            group.forEach(LedgerCalls::await);
        }
        return job;
    }
}
