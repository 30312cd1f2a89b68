package dev.gangway.ledger.h2;

import static dev.gangway.ledger.SampleJobs.attempt;
import static dev.gangway.ledger.SampleJobs.closed;
import static dev.gangway.ledger.SampleJobs.opened;

import dev.gangway.ledger.Appended;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerReply;
import dev.gangway.model.Verdict;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Semaphore;

/**
 * A process that records jobs until it is killed, and prints each acknowledgement that it has: {@code OPENED job seq .},
 * {@code ATTEMPT job seq .}, {@code CLOSED job seq .}. Every fifth job is never closed. Arguments: data folder, first job,
 * number of jobs, how many at once.
 */
final class CrashingStation {
    private final H2Ledger ledger;
    private final Semaphore slots;

    private CrashingStation(H2Ledger ledger, int atOnce) {
        this.ledger = ledger;
        this.slots = new Semaphore(atOnce);
    }

    public static void main(String[] arguments) throws Exception {
        int first = Integer.parseInt(arguments[1]);
        int count = Integer.parseInt(arguments[2]);
        int atOnce = Integer.parseInt(arguments[3]);
        H2Ledger ledger = H2Ledger.open(Path.of(arguments[0]), Clock.systemUTC());
        CrashingStation station = new CrashingStation(ledger, atOnce);
        for (int job = first; job < first + count; job++) {
            station.slots.acquire();
            station.run(job);
        }
        station.slots.acquire(atOnce);
        ledger.close();
    }

    private void run(int job) {
        String serial = "SN-" + job;
        record("OPENED", job, opened(job, serial))
                .compose(opened -> record("ATTEMPT", job, attempt(job, 1)))
                .compose(tried -> job % 5 == 0
                        ? Future.succeededFuture()
                        : record("CLOSED", job, closed(job, serial, Verdict.PASSED)))
                .onComplete(done -> slots.release());
    }

    private Future<Appended> record(String kind, int job, LedgerAppend append) {
        return ledger.append(append).onSuccess(appended -> {
            if (appended.reply() instanceof LedgerReply.Recorded recorded) {
                System.out.println(kind + " " + job + " " + recorded.seq() + " .");
                System.out.flush();
            }
        });
    }
}
