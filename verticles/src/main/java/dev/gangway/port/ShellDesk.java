package dev.gangway.port;

import dev.gangway.job.AttemptListener;
import dev.gangway.job.AttemptRunner;
import dev.gangway.job.JobServices;
import dev.gangway.job.ShellPipe;
import dev.gangway.job.ShellVisit;
import dev.gangway.message.ConsoleKept;
import dev.gangway.message.JobOrder;
import dev.gangway.message.PortReply;
import dev.gangway.message.ShellCommand;
import dev.gangway.message.ShellReply;
import dev.gangway.message.StepResult;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PowerState;
import dev.gangway.model.Serial;
import dev.gangway.protocol.Protocols;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.recipe.Step;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets one person at a time work at a prompt of the port's board, and puts on record who did. What the board said is kept as the
 * console of a job is. The port's event loop only.
 */
final class ShellDesk implements ShellCommand.Handler<Future<ShellReply>> {
    /** A page that hears nothing for so long asks again. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    /** The unit's name where there is none. */
    private static final Serial NO_SERIAL = new Serial("SHELL");

    private static final String GONE = "This shell is not open any more: open another one.";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Vertx vertx;
    private final Protocols protocols;
    private final RecipeBook recipes;
    private final PortWorker worker;
    private final PortVoice voice;
    private final JobServices services;
    private final PowerDesk power;
    private final Function<PortInput, Future<PortReply>> ask;
    private final Consumer<PortInput> feed;
    private final StepTimer stepTimer;
    private @Nullable Session session;

    /** A shell, and how the board comes to its prompt. */
    private record Session(JobId id, ShellVisit.Way way, ShellPipe pipe) {}

    /**
     * A port at which nobody is.
     *
     * @param ask feeds the machine, and gives its answer
     * @param feed the same without an answer
     */
    ShellDesk(
            Vertx vertx,
            Protocols protocols,
            RecipeBook recipes,
            PortWorker worker,
            PortVoice voice,
            JobServices services,
            PowerDesk power,
            Function<PortInput, Future<PortReply>> ask,
            Consumer<PortInput> feed) {
        this.vertx = vertx;
        this.protocols = protocols;
        this.recipes = recipes;
        this.worker = worker;
        this.voice = voice;
        this.services = services;
        this.power = power;
        this.ask = ask;
        this.feed = feed;
        this.stepTimer = new StepTimer(vertx, worker);
    }

    @Override
    public Future<ShellReply> open(ShellCommand.Open command) {
        if (ShellVisit.way(protocols, recipes, command.shell()).isEmpty()) {
            return Future.succeededFuture(ShellReply.over("No recipe of this slot leads to a " + command.shell()
                    + ": it would need a step such as uboot.stop, and linux.login or bundle.boot for busybox-shell."));
        }
        return ask.apply(new PortInput.OpenShell(command.session(), command.operator(), command.shell(), voice.slot()))
                .map(reply ->
                        reply.refusal().map(no -> ShellReply.over(no.message())).orElseGet(() -> ShellReply.said("")));
    }

    @Override
    public Future<ShellReply> type(ShellCommand.Type command) {
        Session open = session;
        if (open == null || !open.id().equals(command.session())) {
            return Future.succeededFuture(ShellReply.over(GONE));
        }
        return Future.succeededFuture(
                open.pipe().type(command.keys())
                        ? ShellReply.said("")
                        : new ShellReply(
                                true,
                                "",
                                "The board takes keys slower than that: the last "
                                        + command.keys().length() + " were left out."));
    }

    @Override
    public Future<ShellReply> take(ShellCommand.Take command) {
        Session open = session;
        if (open == null || !open.id().equals(command.session())) {
            return Future.succeededFuture(ShellReply.over(GONE));
        }
        Promise<ShellReply> reply = Promise.promise();
        Context loop = vertx.getOrCreateContext();
        long limit = vertx.setTimer(QUIET.toMillis(), id -> reply.tryComplete(ShellReply.said("")));
        open.pipe()
                .whenReady(() -> loop.runOnContext(now -> {
                    vertx.cancelTimer(limit);
                    if (!reply.future().isComplete()) {
                        reply.complete(taken(open.pipe()));
                    }
                }));
        return reply.future();
    }

    private static ShellReply taken(ShellPipe pipe) {
        Optional<String> ended = pipe.ended();
        return new ShellReply(ended.isEmpty(), pipe.take(), ended.orElse(""));
    }

    @Override
    public Future<ShellReply> close(ShellCommand.Close command) {
        return ask.apply(new PortInput.CloseShell(command.session(), command.why()))
                .map(reply -> ShellReply.over(""));
    }

    /** Has the worker bring the board there, and feeds when it is over. */
    void begin(PortInput.OpenShell order) {
        ShellVisit.Way way = ShellVisit.way(protocols, recipes, order.shell()).orElseThrow();
        Session open = new Session(order.session(), way, new ShellPipe());
        session = open;
        voice.note(
                "shell-opened",
                order.operator(),
                Map.of("shell", order.shell(), "session", order.session().value()));
        worker.shell(
                        way.recipe(),
                        new JobOrder(order.session(), NO_SERIAL, way.recipe().name(), order.operator(), false),
                        voice.slot(),
                        new ShellVisit(way.shell(), open.pipe()),
                        services.images().apply(way.recipe()),
                        services,
                        RANDOM.nextInt(),
                        new Follower(open, vertx.getOrCreateContext()))
                .onComplete(done -> {
                    stepTimer.stop();
                    ended(
                            order,
                            done.succeeded() ? done.result().failure() : voice.failure("the shell", done.cause()),
                            done.succeeded() ? done.result() : null);
                });
    }

    private void ended(PortInput.OpenShell order, @Nullable Failure failure, AttemptRunner.@Nullable Outcome outcome) {
        Session open = session;
        String why = open == null ? "" : open.pipe().ended().orElse("");
        if (why.isEmpty() && failure != null) {
            why = (outcome == null || outcome.failedStep().isEmpty() ? "" : outcome.failedStep() + ": ")
                    + failure.message() + ". " + failure.kind().remedy();
        }
        Map<String, String> facts = new HashMap<>();
        facts.put("shell", order.shell());
        facts.put("session", order.session().value());
        facts.put("why", why.isEmpty() ? "left" : why);
        ConsoleKept console = outcome == null ? null : outcome.console();
        if (console != null) {
            facts.put("console", console.sha256().hex());
            facts.put("bytes", Long.toString(console.bytes()));
            if (!console.problem().isEmpty()) {
                voice.notOnRecord("what the console said in the shell", console.problem());
            }
        }
        voice.note("shell-closed", order.operator(), facts);
        if (open != null) {
            open.pipe().end(why.isEmpty() ? "The shell is closed." : why);
        }
        feed.accept(new PortInput.ShellEnded(order.session()));
    }

    /** Makes the worker leave soon. */
    void leave(String why) {
        Session open = session;
        if (open != null) {
            open.pipe().end(why);
            worker.stop(new Failure(FailureKind.STOPPED_BY_PERSON, why));
        }
    }

    /** Tells the person what is done until the board is there; brings the worker's words to the event loop. */
    private final class Follower implements AttemptListener {
        private final Session open;
        private final Context loop;

        Follower(Session open, Context loop) {
            this.open = open;
            this.loop = loop;
        }

        @Override
        public void stepBegan(int number, Step step) {
            String prompt = step.common().prompt();
            open.pipe().say("[" + step.common().name() + (prompt == null ? "" : ": " + prompt) + "]\r\n");
            loop.runOnContext(ignored -> stepTimer.begins(number, step));
        }

        @Override
        public void fetches(String step) {
            open.pipe().say("[" + step + "]\r\n");
        }

        @Override
        public void needsReplug(int number, Step step) {
            open.pipe().say("[unplug the board, and plug it in again]\r\n");
        }

        @Override
        public void asks(int number, Step step, String question, List<String> answers) {
            // No way to a shell asks.
        }

        @Override
        public void switched(PowerState state) {
            loop.runOnContext(ignored -> power.stepSwitched(state));
        }

        @Override
        public void met(BoardIdentity board) {
            // Who is there is seen by the person.
        }

        @Override
        public void stepEnded(StepResult result) {
            loop.runOnContext(ignored -> stepTimer.stop());
        }

        @Override
        public void progress(String step, long bytes, long total, long bytesPerSecond, String said) {
            // A terminal has no bar.
        }
    }
}
