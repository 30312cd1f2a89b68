package dev.gangway.ledger.h2;

import dev.gangway.export.Outbox;
import dev.gangway.export.OutboxStatus;
import dev.gangway.ledger.Appended;
import dev.gangway.ledger.ChainHead;
import dev.gangway.ledger.Ledger;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The ledger in an H2 file in the station's data folder, which it holds while it is open.
 *
 * <p>Threads: {@code ledger} is the only writer, {@code ledger-read} answers questions and serves the outbox. All methods
 * may be called from any thread; only {@link #open} and {@link #close} block.
 */
public final class H2Ledger implements Ledger, Outbox {
    private final Clock clock;
    private final DataFolder folder;
    private final LedgerFile file;
    private final Writer writer;
    private final ReadingThread reading;

    private H2Ledger(Clock clock, DataFolder folder, LedgerFile file, Writer writer) {
        this.clock = clock;
        this.folder = folder;
        this.file = file;
        this.writer = writer;
        this.reading = new ReadingThread(file, clock);
    }

    /**
     * Opens the ledger of this data folder, or makes a new one; checks its newest records; and closes as INTERRUPTED
     * every job that the last process left open. The clock's zone decides when a day begins.
     */
    public static H2Ledger open(Path folder, Clock clock) throws LedgerException {
        return open(new LedgerFile(folder, LedgerFile.DISK, false), clock);
    }

    /** Why this data folder cannot be used now, with who holds it; empty when nobody does. */
    public static Optional<String> heldBy(Path folder) {
        return DataFolder.isHeld(folder)
                ? Optional.of(String.valueOf(DataFolder.held(folder).getMessage()))
                : Optional.empty();
    }

    /** The file of the ledger in this data folder; it need not be there. */
    public static Path fileIn(Path folder) {
        return LedgerFile.in(folder);
    }

    /** Whether a ledger was ever begun in this data folder. */
    public static boolean existsIn(Path folder) {
        return Files.exists(fileIn(folder));
    }

    /**
     * Accepts a ledger whose end is missing, a backup that was put back for one, and puts that on record as a note
     * {@code ledger-restored}; the head file then knows this ledger. Blocks.
     *
     * @param operator who decides that
     * @return what was missing, one sentence
     * @throws LedgerException also when nothing is missing, and when there is no ledger to go on with
     */
    public static String restore(Path folder, Clock clock, String operator) throws LedgerException {
        LedgerFile file = new LedgerFile(folder, LedgerFile.DISK, false);
        DataFolder held = DataFolder.hold(folder);
        try {
            return Restore.accept(file, clock.instant(), operator);
        } finally {
            held.close();
        }
    }

    /**
     * Puts the outbox's cursor where it belongs and leaves the rest as it is; that is on record as a note
     * {@code outbox-repaired}. Blocks.
     *
     * @param operator who decides that
     * @param upTo all up to this record counts as sent, by that person's word; empty = up to where acknowledgements are on
     *     file
     * @throws LedgerException also when the chain itself is not sound, and when there is no ledger
     */
    public static OutboxRepair.Done repairOutbox(Path folder, Clock clock, String operator, OptionalLong upTo)
            throws LedgerException {
        LedgerFile file = new LedgerFile(folder, LedgerFile.DISK, false);
        DataFolder held = DataFolder.hold(folder);
        try {
            return OutboxRepair.run(file, clock.instant(), operator, upTo);
        } finally {
            held.close();
        }
    }

    static H2Ledger open(LedgerFile file, Clock clock) throws LedgerException {
        return open(file, clock, System::nanoTime);
    }

    static H2Ledger open(LedgerFile file, Clock clock, LongSupplier nanoTime) throws LedgerException {
        DataFolder held = DataFolder.hold(file.folder());
        try {
            return new H2Ledger(clock, held, file, Writer.start(file, nanoTime));
        } catch (LedgerException | RuntimeException e) {
            held.close();
            throw e;
        }
    }

    @Override
    public Future<Appended> append(LedgerAppend append) {
        return writer.append(append);
    }

    @Override
    public Future<LedgerReply> query(LedgerQuery query) {
        return reading.read(reader -> query.to(new Answers(reader)));
    }

    /** Answers from what one reader sees. */
    private final class Answers implements LedgerQuery.Handler<LedgerReply, LedgerException> {
        private final LedgerReader reader;

        Answers(LedgerReader reader) {
            this.reader = reader;
        }

        @Override
        public LedgerReply history(LedgerQuery.History query) throws LedgerException {
            return reader.history(query.serial());
        }

        @Override
        public LedgerReply recent(LedgerQuery.Recent query) throws LedgerException {
            return new LedgerReply.Jobs(reader.recent(query.limit()));
        }

        @Override
        public LedgerReply today(LedgerQuery.Today query) throws LedgerException {
            return reader.since(
                    LocalDate.now(clock).atStartOfDay(clock.getZone()).toInstant());
        }

        @Override
        public LedgerReply pool(LedgerQuery.Pool query) throws LedgerException {
            return reader.pool(query);
        }

        /** That it can be read is seen by reading it. */
        @Override
        public LedgerReply health(LedgerQuery.Health query) throws LedgerException {
            reader.head();
            return new LedgerReply.Health(writer.problem());
        }
    }

    @Override
    public ChainHead head() {
        return writer.head();
    }

    /** Whether the thread that writes lives; without it nothing is recorded until the station is started again. */
    public boolean isWriting() {
        return writer.lives();
    }

    /** A reader of its own connection, for long exports and checks while the ledger is open; one thread at a time. */
    public LedgerReader reader() {
        return new H2Reader(file);
    }

    @Override
    public Future<OutboxStatus> status() {
        return reading.outbox(H2Outbox::status);
    }

    @Override
    public Future<Batch> next(int limit) {
        return reading.outbox(outbox -> outbox.next(limit));
    }

    @Override
    public Future<Void> acknowledge(Batch batch, int count) {
        return reading.outbox(outbox -> {
                    outbox.acknowledge(batch, count);
                    return count;
                })
                .mapEmpty();
    }

    @Override
    public Future<Long> resend(long from, long to) {
        return reading.outbox(outbox -> outbox.resend(from, to));
    }

    @Override
    public void close() {
        reading.close();
        writer.close();
        folder.close();
    }
}
