package dev.gangway.ledger.h2;

import dev.gangway.ledger.Appended;
import dev.gangway.ledger.ChainHead;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerException.Reason;
import dev.gangway.ledger.VerifyReport;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerReply;
import dev.gangway.model.JobId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code ledger}: takes all appends that wait, writes them in one transaction, syncs it to the disk, and only
 * then tells the askers. So 32 ports that end together cost one sync.
 *
 * <p>When a group fails, it is tried once more record by record on a new connection: one bad record then hurts only
 * itself, and a disk that has room again is used at once.
 *
 * <p>An opening that failed, or took so long that its asker may have given up, is answered as not recorded and may be on file
 * all the same. Such a job is closed as INTERRUPTED with the next group, so that its serial can be used again.
 */
final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int MOST_WAITING = 4_096;
    private static final int MOST_TOGETHER = 256;
    private static final int TAIL = 1_000;
    private static final long CLOSE_SECONDS = 30;

    /** Longer than any sound disk needs for a group of records. */
    private static final long SLOW_SECONDS = 3;

    /** Whoever opens a job waits 30 s for the answer; what comes later than this would not surely reach it in time. */
    private static final Duration LATE = Duration.ofSeconds(20);

    private final LedgerFile file;
    private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(MOST_WAITING + 1);
    private final Thread thread = new Thread(this::work, "ledger");
    private final LongSupplier nanoTime;
    private final HeadFile headFile;
    private volatile ChainHead head;
    private volatile boolean closing;

    /** Why the last group could not be written; empty when it could. */
    private volatile String problem = "";

    /** When the oldest append of the group that is being written came; 0 while none is. */
    private volatile long writingSince;

    /** The writer thread's own; null after a failure. */
    private @Nullable Appender appender;

    private boolean failing;

    /** The writer thread's own: jobs whose opening may be on file although its asker was told that it is not. */
    private final Set<JobId> abandoned = new HashSet<>();

    private record Pending(LedgerAppend append, Promise<Appended> promise, long since) {}

    private Writer(LedgerFile file, LongSupplier nanoTime, HeadFile headFile, Appender appender) {
        this.file = file;
        this.nanoTime = nanoTime;
        this.headFile = headFile;
        this.appender = appender;
        this.head = appender.head();
        thread.setDaemon(true);
    }

    /** Prepares the file, closes what was left open, and starts the thread. */
    static Writer start(LedgerFile file, LongSupplier nanoTime) throws LedgerException {
        LedgerEnd.check(file);
        HeadFile headFile = new HeadFile(file.folder());
        Connection connection = file.connect();
        boolean started = false;
        try {
            connection.setAutoCommit(false);
            new Schema(file).migrate(connection);
            VerifyReport tail = ChainWalk.tail(connection, TAIL);
            if (!tail.sound()) {
                throw new LedgerException(
                        Reason.DAMAGED,
                        "the ledger in " + file.folder() + " is damaged: " + tail.problem()
                                + "; keep the folder for the engineer and start with another one (--data)",
                        null);
            }
            Appender appender = new Appender(connection);
            int interrupted = appender.closeInterrupted();
            if (interrupted > 0) {
                LOG.atWarn().addKeyValue("jobs", interrupted).log("jobs that were cut off are recorded as INTERRUPTED");
            }
            headFile.write(appender.head());
            Writer writer = new Writer(file, nanoTime, headFile, appender);
            writer.thread.start();
            started = true;
            return writer;
        } catch (SQLException e) {
            throw file.explain(e);
        } finally {
            if (!started) {
                closeQuietly(connection);
            }
        }
    }

    /** Whether its thread lives. */
    boolean lives() {
        return thread.isAlive();
    }

    ChainHead head() {
        return head;
    }

    /** Why nothing can be written now, one sentence; empty when that is not known. */
    String problem() {
        long since = writingSince;
        long seconds = since == 0 ? 0 : TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - since);
        return seconds < SLOW_SECONDS
                ? problem
                : "the disk takes a record for " + seconds + " s already: check the disk";
    }

    Future<Appended> append(LedgerAppend append) {
        Promise<Appended> promise = Promise.promise();
        boolean taken;
        synchronized (queue) {
            taken = !closing
                    && queue.size() < MOST_WAITING
                    && queue.add(new Pending(append, promise, nanoTime.getAsLong()));
        }
        if (!taken) {
            promise.complete(unavailable(
                    closing
                            ? "the station is stopping: start the job again afterwards"
                            : "the disk is too slow, " + MOST_WAITING + " records wait: check the disk"));
        }
        return promise.future();
    }

    private void work() {
        List<Pending> group = new ArrayList<>(MOST_TOGETHER);
        while (true) {
            group.clear();
            try {
                // The time-out only lets the thread see that it is to end.
                Pending first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) {
                    if (closing && queue.isEmpty()) {
                        return;
                    }
                    continue;
                }
                group.add(first);
            } catch (InterruptedException e) {
                // Nobody interrupts this thread; closing is told by its own flag.
                continue;
            }
            queue.drainTo(group, MOST_TOGETHER - 1);
            refuseLate(group);
            if (!group.isEmpty()) {
                writingSince = group.get(0).since();
                write(group);
                writingSince = 0;
            }
        }
    }

    /** What was never begun leaves nothing behind. */
    private void refuseLate(List<Pending> group) {
        List<Pending> late = group.stream().filter(this::isLateOpening).toList();
        group.removeAll(late);
        late.forEach(one -> tell(one, tooLate()));
    }

    private boolean isLateOpening(Pending one) {
        return one.append() instanceof LedgerAppend.JobOpened && nanoTime.getAsLong() - one.since() > LATE.toNanos();
    }

    private static Appended tooLate() {
        return unavailable("the disk needed more than " + LATE.toSeconds()
                + " s for the job's opening, nothing was started: check the disk, then scan again");
    }

    private void write(List<Pending> group) {
        List<Appended> results;
        try {
            results = writeTogether(group);
        } catch (LedgerException | RuntimeException e) {
            giveUpConnection();
            if (group.size() > 1) {
                for (Pending one : List.copyOf(group)) {
                    write(List.of(one));
                }
            } else {
                retryAlone(group.get(0));
            }
            return;
        }
        complete(group, results);
    }

    private void retryAlone(Pending one) {
        List<Appended> results;
        try {
            results = writeTogether(List.of(one));
        } catch (LedgerException | RuntimeException e) {
            giveUpConnection();
            problem = String.valueOf(e.getMessage());
            if (!failing) {
                failing = true;
                LOG.atError()
                        .addKeyValue("problem", e.getMessage())
                        .log("the ledger can't be written; jobs are refused until it can");
            }
            abandon(one);
            tell(one, unavailable(String.valueOf(e.getMessage())));
            return;
        }
        complete(List.of(one), results);
    }

    private void complete(List<Pending> group, List<Appended> results) {
        if (failing) {
            failing = false;
            problem = "";
            LOG.atInfo().log("the ledger can be written again");
        }
        for (int i = 0; i < group.size(); i++) {
            Pending one = group.get(i);
            if (results.get(i).reply() instanceof LedgerReply.Recorded && isLateOpening(one)) {
                abandon(one);
                tell(one, tooLate());
            } else {
                tell(one, results.get(i));
            }
        }
    }

    private void abandon(Pending one) {
        if (one.append() instanceof LedgerAppend.JobOpened opened) {
            abandoned.add(opened.order().job());
        }
    }

    /** Whoever asked may be gone, its event loop ended: that must not end the only thread that writes. */
    private static void tell(Pending one, Appended result) {
        try {
            one.promise().complete(result);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("problem", e.toString()).log("nobody takes the ledger's answer");
        }
    }

    private List<Appended> writeTogether(List<Pending> group) throws LedgerException {
        try {
            Appender current = appender;
            if (current == null) {
                current = new Appender(file.connect());
                appender = current;
            }
            List<Appended> results = new ArrayList<>(group.size());
            int settled = current.closeAbandoned(abandoned);
            boolean recorded = settled > 0;
            for (Pending pending : group) {
                Appended result = current.stage(pending.append());
                recorded |= result.reply().refusal().isEmpty();
                results.add(result);
            }
            // A repeat is synced too: its first writing may have been cut off before the sync.
            if (recorded) {
                current.commit();
                // Behind the ledger's own sync: the head may lag by what nobody was told, and never leads.
                headFile.write(current.head());
                head = current.head();
            }
            abandoned.clear();
            if (settled > 0) {
                LOG.atWarn()
                        .addKeyValue("jobs", settled)
                        .log("jobs whose opening was not acknowledged in time are recorded as INTERRUPTED");
            }
            return results;
        } catch (SQLException e) {
            throw file.explain(e);
        }
    }

    private void giveUpConnection() {
        Appender broken = appender;
        appender = null;
        if (broken != null) {
            broken.close();
        }
    }

    private static Appended unavailable(String message) {
        return new Appended(new LedgerReply.NotRecorded("unavailable", message), null);
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // The reason why it is closed is told already.
        }
    }

    @Override
    public void close() {
        synchronized (queue) {
            closing = true;
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        giveUpConnection();
    }
}
