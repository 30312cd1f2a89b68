package dev.gangway.ledger.h2;

import static dev.gangway.ledger.SampleJobs.START;
import static dev.gangway.ledger.SampleJobs.attempt;
import static dev.gangway.ledger.SampleJobs.closed;
import static dev.gangway.ledger.SampleJobs.failedAttempt;
import static dev.gangway.ledger.SampleJobs.id;
import static dev.gangway.ledger.SampleJobs.opened;
import static dev.gangway.ledger.SampleJobs.summary;
import static dev.gangway.ledger.h2.LedgerCalls.append;
import static dev.gangway.ledger.h2.LedgerCalls.ask;
import static dev.gangway.ledger.h2.LedgerCalls.await;
import static dev.gangway.ledger.h2.LedgerCalls.record;
import static dev.gangway.ledger.h2.LedgerCalls.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.ledger.Appended;
import dev.gangway.ledger.JobFilter;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.message.JobSummary;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.StepResult;
import dev.gangway.message.StoredJob;
import dev.gangway.model.FailureKind;
import dev.gangway.model.Serial;
import dev.gangway.model.Verdict;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2LedgerTest {
    private static final Clock NOON = Clock.fixed(START.plus(Duration.ofHours(4)), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private H2Ledger open() throws LedgerException {
        return H2Ledger.open(folder, NOON);
    }

    @Test
    void chainsRecordsAcrossRestarts() throws LedgerException {
        String firstHead;
        try (H2Ledger ledger = open()) {
            assertThat(record(ledger, opened(1, "SN-1"))).isEqualTo(1);
            assertThat(record(ledger, attempt(1, 1))).isEqualTo(2);
            assertThat(record(ledger, closed(1, "SN-1", Verdict.PASSED))).isEqualTo(3);
            firstHead = ledger.head().hash();
        }
        try (H2Ledger ledger = open();
                LedgerReader reader = ledger.reader()) {
            Appended next = append(ledger, closed(2, "SN-2", Verdict.FAILED));

            StoredJob finished = Objects.requireNonNull(next.finished());
            assertThat(finished.previous()).isEqualTo(firstHead);
            assertThat(finished.chain()).isEqualTo(ledger.head().hash());
            assertThat(reader.verify(null).sound()).isTrue();
            assertThat(reader.verify(null).records()).isEqualTo(4);
            assertThat(reader.verify(firstHead).expectedAt()).hasValue(3);
            assertThat(reader.verify("0".repeat(63) + "1").expectedAt()).isEmpty();
        }
    }

    /** As when the event loop of whoever asked has ended. */
    @Test
    void goesOnWritingWhenNobodyCanTakeAnAnswer() throws LedgerException {
        try (H2Ledger ledger = open()) {
            for (int job = 1; job <= 20; job++) {
                Future<Appended> answer = ledger.append(opened(job, "SN-" + job));
                assertThatCode(() -> answer.onComplete(told -> {
                            throw new RejectedExecutionException("event executor terminated");
                        }))
                        .satisfiesAnyOf(thrown -> assertThat(thrown).isNull(), thrown -> assertThat(thrown)
                                .isInstanceOf(RejectedExecutionException.class));
            }

            assertThat(record(ledger, opened(21, "SN-21"))).isEqualTo(21);
        }
    }

    @Test
    void givesBackWhatWasRecorded() throws LedgerException {
        JobSummary summary = summary(1, "SN-1", Verdict.FAILED);
        try (H2Ledger ledger = open()) {
            record(ledger, new LedgerAppend.JobClosed(summary));

            LedgerReply.SerialHistory history =
                    ask(ledger, new LedgerQuery.History(new Serial("SN-1")), LedgerReply.SerialHistory.class);

            assertThat(history.passed()).isFalse();
            assertThat(history.jobs()).extracting(StoredJob::summary).containsExactly(summary);
        }
    }

    @Test
    void aRepeatedAppendIsTheFirstOne() throws LedgerException {
        try (H2Ledger ledger = open()) {
            long seq = record(ledger, opened(1, "SN-1"));
            long attempt = record(ledger, attempt(1, 1));
            long closed = record(ledger, closed(1, "SN-1", Verdict.PASSED));

            assertThat(record(ledger, opened(1, "SN-1"))).isEqualTo(seq);
            assertThat(record(ledger, attempt(1, 1))).isEqualTo(attempt);
            Appended again = append(ledger, closed(1, "SN-1", Verdict.FAILED));
            assertThat(again.reply()).isEqualTo(new LedgerReply.Recorded(closed));
            assertThat(again.finished()).isNull();
            assertThat(record(ledger, attempt(1, 2))).isEqualTo(closed + 1);
        }
    }

    @Test
    void refusesASerialThatHasPassedUnlessReworkIsAllowed() throws LedgerException {
        try (H2Ledger ledger = open()) {
            record(ledger, opened(1, "SN-1"));
            record(ledger, closed(1, "SN-1", Verdict.PASSED));
            record(ledger, opened(2, "SN-2"));
            record(ledger, closed(2, "SN-2", Verdict.FAILED));

            assertThat(refusal(ledger, opened(3, "SN-1"))).isEqualTo("passed-before");
            assertThat(record(ledger, opened(4, "SN-1", true))).isEqualTo(5);
            assertThat(record(ledger, opened(5, "SN-2"))).isEqualTo(6);
        }
    }

    @Test
    void refusesASecondJobOfASerialThatRuns() throws LedgerException {
        try (H2Ledger ledger = open()) {
            Future<Appended> first = ledger.append(opened(1, "SN-1"));
            Future<Appended> second = ledger.append(opened(2, "SN-1", true));

            assertThat(await(first).reply()).isEqualTo(new LedgerReply.Recorded(1));
            assertThat(await(second).reply()).isInstanceOf(LedgerReply.NotRecorded.class);
            assertThat(refusal(ledger, opened(3, "SN-1"))).isEqualTo("in-use");
            record(ledger, closed(1, "SN-1", Verdict.ABORTED));
            assertThat(record(ledger, opened(4, "SN-1"))).isEqualTo(3);
        }
    }

    @Test
    void aJobOfALineThatWasCutOffBeforeAnybodyAnsweredKnowsNoBoard() throws LedgerException {
        LedgerAppend.JobOpened seen = opened(1, "SN-1");
        try (H2Ledger ledger = open()) {
            record(
                    ledger,
                    new LedgerAppend.JobOpened(
                            seen.order(),
                            seen.recipeVersion(),
                            seen.recipeDigest(),
                            seen.verified(),
                            seen.port(),
                            seen.slot(),
                            null,
                            null,
                            seen.station(),
                            seen.at()));
        }
        try (H2Ledger ledger = open()) {
            JobSummary interrupted = ask(ledger, new LedgerQuery.Recent(1), LedgerReply.Jobs.class)
                    .jobs()
                    .get(0)
                    .summary();

            assertThat(interrupted.chip()).isNull();
            assertThat(interrupted.boardId()).isNull();
        }
    }

    @Test
    void jobsLeftOpenComeBackAsInterrupted() throws LedgerException {
        try (H2Ledger ledger = open()) {
            record(ledger, opened(1, "SN-1"));
            record(ledger, attempt(1, 1));
            record(ledger, attempt(1, 2));
            record(ledger, opened(2, "SN-2"));
            record(ledger, closed(2, "SN-2", Verdict.PASSED));
        }
        try (H2Ledger ledger = open();
                LedgerReader reader = ledger.reader()) {
            List<StoredJob> jobs = ask(ledger, new LedgerQuery.Recent(10), LedgerReply.Jobs.class)
                    .jobs();

            assertThat(jobs).hasSize(2);
            JobSummary interrupted = jobs.get(0).summary();
            assertThat(interrupted.serial()).isEqualTo(new Serial("SN-1"));
            assertThat(interrupted.verdict()).isEqualTo(Verdict.INTERRUPTED);
            assertThat(Objects.requireNonNull(interrupted.failure()).kind()).isEqualTo(FailureKind.STATION_STOPPED);
            assertThat(interrupted.attempts()).hasSize(2);
            assertThat(interrupted.steps()).hasSize(2);
            assertThat(interrupted.endedAt()).isEqualTo(START.plusSeconds(3));
            assertThat(reader.verify(null).sound()).isTrue();
            assertThat(record(ledger, opened(3, "SN-1"))).isEqualTo(7);
        }
    }

    @Test
    void recordsWhatWaitsTogetherInOrder() throws LedgerException {
        try (H2Ledger ledger = open();
                LedgerReader reader = ledger.reader()) {
            List<Future<Appended>> waiting = IntStream.rangeClosed(1, 1_000)
                    .mapToObj(i -> ledger.append(closed(i, "SN-" + i, Verdict.PASSED)))
                    .toList();

            List<LedgerReply.Written> replies = waiting.stream()
                    .map(LedgerCalls::await)
                    .map(Appended::reply)
                    .toList();

            assertThat(replies)
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, 1_000)
                            .<LedgerReply.Written>mapToObj(LedgerReply.Recorded::new)
                            .toList());
            assertThat(reader.verify(null).records()).isEqualTo(1_000);
            List<Long> exported = new ArrayList<>();
            assertThat(reader.forEach(JobFilter.ALL, job -> exported.add(job.seq())))
                    .isEqualTo(1_000);
            assertThat(exported).isSorted().doesNotHaveDuplicates().hasSize(1_000);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void filtersFinishedJobs() throws LedgerException, IOException {
        try (H2Ledger ledger = open();
                LedgerReader reader = ledger.reader()) {
            record(ledger, closed(1, "SN-1", Verdict.FAILED));
            record(ledger, closed(2, "SN-1", Verdict.PASSED));
            record(ledger, closed(3, "SN-2", Verdict.PASSED));
            Instant end = START.plusSeconds(10);

            assertThat(found(reader, JobFilter.of(new Serial("SN-1")))).containsExactly(1L, 2L);
            assertThat(found(reader, new JobFilter(null, null, null, Verdict.PASSED, null)))
                    .containsExactly(2L, 3L);
            assertThat(found(reader, new JobFilter(end, end.plusMillis(1), "chip-pro", null, null)))
                    .containsExactly(1L, 2L, 3L);
            assertThat(found(reader, new JobFilter(null, end, null, null, null)))
                    .isEmpty();
            assertThat(found(reader, new JobFilter(null, null, "other", null, null)))
                    .isEmpty();
        }
    }

    @Test
    void countsFirstPassYieldByTheFirstResultOfAUnit() throws LedgerException {
        try (H2Ledger ledger = open()) {
            record(ledger, closed(1, "SN-1", Verdict.ABORTED));
            record(ledger, closed(2, "SN-1", Verdict.PASSED));
            record(ledger, closed(3, "SN-2", Verdict.FAILED));
            record(ledger, closed(4, "SN-2", Verdict.PASSED));

            LedgerReply.Today today = ask(ledger, new LedgerQuery.Today(), LedgerReply.Today.class);

            assertThat(today).isEqualTo(new LedgerReply.Today(2, 1, 1, 2, 1, 10.0));
        }
        try (H2Ledger tomorrow = H2Ledger.open(folder, Clock.offset(NOON, Duration.ofDays(1)))) {
            assertThat(ask(tomorrow, new LedgerQuery.Today(), LedgerReply.Today.class))
                    .isEqualTo(new LedgerReply.Today(0, 0, 0, 0, 0, 0));
        }
    }

    @Test
    void aRecordThatIsTooLargeHurtsOnlyItself() throws LedgerException {
        LedgerAppend huge = new LedgerAppend.AttemptEnded(
                id(1),
                failedAttempt(1),
                List.of(new StepResult(1, "s", 0, 0, true, Map.of("x", "y".repeat(1_000_000)))));
        try (H2Ledger ledger = open()) {
            Future<Appended> bad = ledger.append(huge);
            Future<Appended> good = ledger.append(closed(2, "SN-2", Verdict.PASSED));

            assertThat(await(good).reply()).isEqualTo(new LedgerReply.Recorded(1));
            assertThat(await(bad).reply())
                    .isInstanceOfSatisfying(LedgerReply.NotRecorded.class, refused -> assertThat(refused.reason())
                            .isEqualTo("too-large"));
        }
    }

    @Test
    void keepsNotes() throws LedgerException {
        try (H2Ledger ledger = open();
                LedgerReader reader = ledger.reader()) {
            LedgerAppend note =
                    new LedgerAppend.Note("quarantine", "anna", START, Map.of("port", "1-2", "reason", "3 boards"));

            assertThat(record(ledger, note)).isEqualTo(1);
            assertThat(record(ledger, note)).isEqualTo(2);
            assertThat(reader.verify(null).sound()).isTrue();
        }
    }

    @Test
    void saysWhoHoldsTheFolder() throws LedgerException {
        try (H2Ledger ledger = open()) {
            assertThat(ledger.head().seq()).isZero();
            assertThatThrownBy(this::open)
                    .isInstanceOfSatisfying(
                            LedgerException.class, e -> assertThat(e.reason()).isEqualTo(LedgerException.Reason.HELD))
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            assertThatThrownBy(() -> H2Reader.open(folder)).hasMessageContaining("process ");
        }
    }

    @Test
    void afterClosingNothingIsRecordedAndTheFolderIsFree() throws LedgerException {
        H2Ledger ledger = open();
        ledger.close();

        assertThat(refusal(ledger, opened(1, "SN-1"))).isEqualTo("unavailable");
        try (H2Ledger next = open()) {
            assertThat(next.head().seq()).isZero();
        }
    }

    @Test
    void readsALedgerWithoutChangingIt() throws LedgerException, IOException {
        try (H2Ledger ledger = open()) {
            record(ledger, opened(1, "SN-1"));
            record(ledger, closed(2, "SN-2", Verdict.PASSED));
        }
        byte[] before = Files.readAllBytes(folder.resolve("ledger.mv.db"));

        try (H2Reader reader = H2Reader.open(folder)) {
            assertThat(found(reader, JobFilter.ALL)).containsExactly(2L);
            assertThat(reader.verify(null).records()).isEqualTo(2);
        }
        assertThat(Files.readAllBytes(folder.resolve("ledger.mv.db"))).isEqualTo(before);
    }

    @Test
    void saysWhenThereIsNoLedger() {
        assertThatThrownBy(() -> H2Reader.open(folder)).hasMessageContaining("there is no ledger in " + folder);
    }

    @Test
    void refusesAFileThatIsNoLedger() throws IOException {
        Files.writeString(folder.resolve("ledger.mv.db"), "nonsense".repeat(5_000));

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        LedgerException.class, e -> assertThat(e.reason()).isEqualTo(LedgerException.Reason.DAMAGED))
                .hasMessageContaining("damaged");
    }

    private static List<Long> found(LedgerReader reader, JobFilter filter) throws LedgerException, IOException {
        List<Long> found = new ArrayList<>();
        reader.forEach(filter, job -> found.add(job.seq()));
        return found;
    }
}
