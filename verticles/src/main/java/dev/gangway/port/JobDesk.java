package dev.gangway.port;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.job.AttemptListener;
import dev.gangway.job.AttemptRunner;
import dev.gangway.job.JobServices;
import dev.gangway.message.ConsoleKept;
import dev.gangway.message.JobOrder;
import dev.gangway.message.JobSummary;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.PortReply;
import dev.gangway.message.StepResult;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.JobId;
import dev.gangway.model.PowerState;
import dev.gangway.model.Prompt;
import dev.gangway.model.Question;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.Step;
import dev.gangway.time.SteadyClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Does what the machine decides about jobs: has their opening recorded, their attempts run by the worker, their end
 * recorded. What comes of it is fed back. The port's event loop only.
 */
final class JobDesk {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Vertx vertx;
    private final Bus bus;
    private final PortSettings settings;
    private final PortWorker worker;
    private final PortVoice voice;
    private final JobServices services;
    private final SteadyClock clock;
    private final PowerDesk power;
    private final Consumer<PortInput> feed;
    private final StepTimer stepTimer;
    private @Nullable JobLog log;

    /**
     * A port without a job.
     *
     * @param services what all jobs use
     * @param feed takes what happens back to the machine
     */
    JobDesk(
            Vertx vertx,
            PortSettings settings,
            PortWorker worker,
            PortVoice voice,
            JobServices services,
            SteadyClock clock,
            PowerDesk power,
            Consumer<PortInput> feed) {
        this.vertx = vertx;
        this.bus = new Bus(vertx);
        this.settings = settings;
        this.worker = worker;
        this.voice = voice;
        this.services = services;
        this.clock = clock;
        this.power = power;
        this.feed = feed;
        this.stepTimer = new StepTimer(vertx, worker);
    }

    /** Has the job's opening recorded and feeds whether it was; the refusal if it was not. */
    Future<Optional<PortReply.Refused>> open(JobOrder order, Recipe recipe, @Nullable BoardIdentity board) {
        JobLog opened =
                new JobLog(order, recipe, board, settings.port(), voice.slot(), settings.station(), clock.begin());
        log = opened;
        return bus.ask(Addresses.LEDGER_APPEND, opened.opening(), PortVoice.LEDGER_TIMEOUT)
                .transform(answer -> Future.succeededFuture(
                        answer.succeeded() ? answer.result().to(new Opening(order, recipe)) : unheard(order)));
    }

    private Optional<PortReply.Refused> unheard(JobOrder order) {
        feed.accept(new PortInput.NotOpened(order.job()));
        return Optional.of(new PortReply.Refused(
                "unavailable", "The ledger does not answer: call the engineer. Nothing was started."));
    }

    /** What the ledger's reply to a job's opening means; the refusal of its start, if it is one. */
    private final class Opening implements LedgerReply.Written.Handler<Optional<PortReply.Refused>> {
        private final JobOrder order;
        private final Recipe recipe;

        Opening(JobOrder order, Recipe recipe) {
            this.order = order;
            this.recipe = recipe;
        }

        @Override
        public Optional<PortReply.Refused> recorded(LedgerReply.Recorded reply) {
            voice.jobStarted(order, recipe.digest());
            feed.accept(new PortInput.Opened(order.job()));
            return Optional.empty();
        }

        @Override
        public Optional<PortReply.Refused> notRecorded(LedgerReply.NotRecorded reply) {
            feed.accept(new PortInput.NotOpened(order.job()));
            return Optional.of(new PortReply.Refused(reply.reason(), reply.message()));
        }
    }

    /** Has the worker run an attempt, records how it went and feeds it. */
    void runAttempt(int attempt) {
        JobLog job = current();
        Instant began = job.now();
        Recipe recipe = job.recipe();
        Follower follower = new Follower(job, attempt, vertx.getOrCreateContext());
        worker.run(
                        job,
                        attempt,
                        services.images().apply(recipe).with(job.order().images()),
                        services,
                        RANDOM.nextInt(),
                        follower)
                .onComplete(done -> {
                    stepTimer.stop();
                    AttemptRunner.Outcome outcome = done.succeeded()
                            ? done.result()
                            : new AttemptRunner.Outcome(
                                    List.of(),
                                    "starting",
                                    voice.failure("running the attempt", done.cause()),
                                    List.of(),
                                    Map.of(),
                                    null);
                    LedgerAppend.AttemptEnded record = job.attempt(attempt, began, outcome);
                    bus.ask(Addresses.LEDGER_APPEND, record, PortVoice.LEDGER_TIMEOUT)
                            .onSuccess(reply -> reply.refusal()
                                    .ifPresent(no -> voice.notOnRecord(attemptOf(job, attempt), no.message())))
                            .onFailure(e -> voice.notOnRecord(attemptOf(job, attempt), String.valueOf(e.getMessage())));
                    ConsoleKept console = outcome.console();
                    if (console != null && !console.problem().isEmpty()) {
                        voice.notOnRecord("what the console said in " + attemptOf(job, attempt), console.problem());
                    }
                    feed.accept(new PortInput.AttemptDone(
                            job.order().job(), attempt, outcome.failedStep(), outcome.failure()));
                });
    }

    private static String attemptOf(JobLog job, int attempt) {
        return "attempt " + attempt + " of " + job.order().serial();
    }

    /** Has the job's end recorded and feeds whether it was. */
    void close(PortEffect.CloseRecord close) {
        JobId id = close.order().job();
        JobSummary summary = current().end(close.verdict(), close.failure());
        bus.ask(Addresses.LEDGER_APPEND, new LedgerAppend.JobClosed(summary), PortVoice.LEDGER_TIMEOUT)
                .onSuccess(reply -> feed.accept(reply.to(new Closing(id))))
                .onFailure(e ->
                        feed.accept(new PortInput.NotRecorded(id, "the ledger does not answer: " + e.getMessage())));
    }

    /** What the ledger's reply to a job's end is to the machine. */
    private record Closing(JobId id) implements LedgerReply.Written.Handler<PortInput> {
        @Override
        public PortInput recorded(LedgerReply.Recorded reply) {
            return new PortInput.Recorded(id, reply.seq());
        }

        @Override
        public PortInput notRecorded(LedgerReply.NotRecorded reply) {
            return new PortInput.NotRecorded(id, reply.message());
        }
    }

    /** Tells the end that {@link #close} had recorded. */
    void tellEnded(long seq) {
        JobLog job = current();
        voice.jobEnded(job.summary(), seq);
        if (!job.recipe().unit().isEmpty()) {
            boolean passed = job.summary().verdict() == Verdict.PASSED;
            vertx.<Void>executeBlocking(
                            () -> {
                                services.draws().ended(job.recipe(), job.order(), passed);
                                return null;
                            },
                            false)
                    .onFailure(e -> LoggerFactory.getLogger(JobDesk.class)
                            .atWarn()
                            .addKeyValue("serial", job.order().serial())
                            .log("the unit's keys can't be removed from this station: " + e));
        }
    }

    private JobLog current() {
        return Objects.requireNonNull(log, "a job was opened");
    }

    /** Brings what the worker's thread tells to the event loop. */
    private final class Follower implements AttemptListener {
        private final JobLog job;
        private final int attempt;
        private final Context loop;

        Follower(JobLog job, int attempt, Context loop) {
            this.job = job;
            this.attempt = attempt;
            this.loop = loop;
        }

        @Override
        public void stepBegan(int number, Step step) {
            loop.runOnContext(ignored -> {
                runs(
                        number,
                        step,
                        Prompt.of(
                                step.common().prompt(),
                                clock.instant(),
                                step.verb().waits(),
                                step.common().timeout()),
                        null);
                stepTimer.begins(number, step);
            });
        }

        @Override
        public void fetches(String step) {
            loop.runOnContext(ignored ->
                    feed.accept(new PortInput.StepBegan(job.order().job(), attempt, step, 0, 0, null, null)));
        }

        private void runs(int number, Step step, @Nullable Prompt prompt, @Nullable Question question) {
            feed.accept(new PortInput.StepBegan(
                    job.order().job(),
                    attempt,
                    step.common().name(),
                    number,
                    job.recipe().steps().size(),
                    prompt,
                    question));
        }

        @Override
        public void needsReplug(int number, Step step) {
            loop.runOnContext(ignored -> runs(number, step, Prompt.replug(voice.slot(), clock.instant()), null));
        }

        @Override
        public void asks(int number, Step step, String question, List<String> answers) {
            loop.runOnContext(ignored -> {
                Instant until = clock.instant().plus(step.common().timeout());
                runs(number, step, null, new Question(question, answers, until));
            });
        }

        @Override
        public void switched(PowerState state) {
            loop.runOnContext(ignored -> power.stepSwitched(state));
        }

        @Override
        public void met(BoardIdentity board) {
            loop.runOnContext(ignored -> {
                job.met(board);
                feed.accept(new PortInput.Met(job.order().job(), attempt, board));
            });
        }

        @Override
        public void stepEnded(StepResult result) {
            loop.runOnContext(ignored -> voice.stepFinished(job.order(), result));
        }

        @Override
        public void progress(String step, long bytes, long total, long bytesPerSecond, String said) {
            voice.progress(worker.epoch(), step, bytes, total, bytesPerSecond, said);
        }
    }
}
