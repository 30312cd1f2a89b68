package dev.gangway.job;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.PowerSwitches;
import dev.gangway.config.PortConsole;
import dev.gangway.image.source.FetchWatch;
import dev.gangway.message.ConsoleKept;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobOrder;
import dev.gangway.message.PortCommand;
import dev.gangway.message.StepResult;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.PortPath;
import dev.gangway.protocol.Protocols;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.recipe.Step;
import dev.gangway.unit.UnitImages;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a recipe's steps. {@link #run} blocks the port's worker until the last step, the first failure, or
 * {@link #stop}; the other methods may be called by any thread.
 */
public final class AttemptRunner {
    /** What failed when all steps went well and something was not read back. */
    private static final String PROVING = "what was written is proved";

    private static final String VISITING = "a person is at the board";
    private static final String SECRETS = "reading the recipe's secrets";
    private static final String DRAWING = "giving the unit values of its own";
    private static final String LISTENING = "listening to the board's console";
    private static final String FETCHING = "fetching the recipe's images";

    /** What somebody or something did not do in time: the step's {@code ifLate} says why. */
    private static final Set<FailureKind> AWAITED =
            EnumSet.of(FailureKind.BOARD_NOT_BACK, FailureKind.NO_BOOT, FailureKind.NOT_ANSWERED);

    private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

    private final Recipe recipe;
    private final JobOrder order;
    private final int attempt;
    private final BoardGate gate;
    private final BoardLink link;
    private final RunningAttempt running;
    private final AttemptListener listener;
    private final Repertoire repertoire;
    private final PowerStep power;
    private final ConsoleSteps consoles;
    private final JobServices services;
    private final @Nullable ShellVisit visit;
    private final AnswerBox answers = new AnswerBox();
    private final ImageFolder images;
    private volatile int current;
    private volatile boolean late;
    private volatile @Nullable Failure stopped;

    /**
     * What an attempt needs.
     *
     * @param protocols how boards are spoken to
     * @param bus where the board hangs
     * @param switches who switches the power of ports
     * @param port on which port
     * @param gate tells who is attached
     * @param console where the port's boards have a console of their own; null = nowhere
     * @param board what the board said of itself when the scan was bound; null on a line, where nobody was asked yet
     * @param recipe what to do
     * @param order for whom
     * @param attempt which attempt, from 1
     * @param images finds and checks images
     * @param services consoles and secrets
     * @param nonce a number that no other attempt has; a stale result can't be taken for this attempt's
     */
    public record Inputs(
            Protocols protocols,
            BoardBus bus,
            PowerSwitches switches,
            PortPath port,
            BoardGate gate,
            @Nullable PortConsole console,
            @Nullable BoardIdentity board,
            Recipe recipe,
            JobOrder order,
            int attempt,
            ImageFolder images,
            JobServices services,
            int nonce) {}

    /**
     * What became of it.
     *
     * @param steps every step that was begun, in order
     * @param failedStep the step that failed, empty when all succeeded
     * @param failure why, null when all succeeded
     * @param images the images that were used, each with how it was proved
     * @param identity on what it rests, mode by mode, that the same board answered all the time
     * @param console what is kept of what the board's console said; null when it said nothing
     */
    public record Outcome(
            List<StepResult> steps,
            String failedStep,
            @Nullable Failure failure,
            List<ImageUsed> images,
            Map<BootMode, IdentityBasis> identity,
            @Nullable ConsoleKept console) {
        /** Copies the lists. */
        public Outcome {
            steps = List.copyOf(steps);
            images = List.copyOf(images);
            identity = Map.copyOf(identity);
        }
    }

    /** Prepares an attempt; nothing happens yet. */
    public AttemptRunner(Inputs in, AttemptListener listener) {
        this(in, listener, null);
    }

    /**
     * Prepares an attempt at whose end a person is at the board, and nothing is proved.
     *
     * @param visit null = nobody is; what was written has to be proved
     */
    public AttemptRunner(Inputs in, AttemptListener listener, @Nullable ShellVisit visit) {
        this.visit = visit;
        this.recipe = in.recipe();
        this.attempt = in.attempt();
        this.order = in.order();
        this.gate = in.gate();
        this.link = new BoardLink(in.bus(), in.port(), in.gate(), sameBoard(in, listener), in.protocols());
        this.services = in.services();
        this.running = new RunningAttempt(
                in.recipe(),
                in.order(),
                link,
                in.nonce(),
                services.consoles().begin(in.order().job(), in.attempt()));
        this.images = in.images();
        this.listener = listener;
        this.power = new PowerStep(in.switches(), in.port(), link, listener::switched);
        this.consoles = new ConsoleSteps(in.port(), in.console(), services.serial(), link, running);
        running.tell(consoles::written, consoles::leaving);
        this.repertoire = new Repertoire(
                in.protocols(),
                running,
                link,
                power,
                new AskStep(answers, running, listener, () -> current),
                consoles,
                step -> listener.needsReplug(current, step));
    }

    private static SameBoard sameBoard(Inputs in, AttemptListener listener) {
        BoardIdentity known = in.board();
        if (known != null) {
            return new SameBoard(known, in.recipe().identity());
        }
        return new SameBoard(
                board -> {
                    if (!RecipeBook.serves(in.recipe(), board)) {
                        throw new FailureException(
                                FailureKind.CHIP_NOT_SERVED,
                                "the recipe " + in.recipe().name() + " does not serve " + board.chip()
                                        + ", which answers on this line");
                    }
                    listener.met(board);
                },
                in.recipe().identity());
    }

    /** Runs the steps. Never throws for what a board, an image or a person may do. */
    public Outcome run() {
        List<StepResult> results = new ArrayList<>();
        gate.open();
        String before = FETCHING;
        try (BoardLink open = link;
                ConsoleSteps listening = consoles;
                HeldImages held = images.hold(recipe, new StopWatch());
                UnitImages made = new UnitImages(services.units(), images.store())) {
            running.use(held);
            running.use(made);
            if (!held.recipe().isEmpty()) {
                running.note("from:recipe", held.recipe());
            }
            before = SECRETS;
            running.use(RecipeSecrets.read(recipe, services.environment()));
            before = DRAWING;
            running.use(services.draws().draw(recipe, order));
            before = LISTENING;
            listening.begin(recipe);
            List<Step> steps = steps();
            int number = recipe.steps().size() - steps.size();
            for (Step step : steps) {
                number++;
                current = number;
                listener.stepBegan(number, step);
                ProgressMeter meter = new ProgressMeter(listener, step.common().name());
                running.measure(meter);
                running.console().step(step.common().name());
                Failure failure = perform(step);
                StepResult result = new StepResult(
                        attempt,
                        step.common().name(),
                        meter.bytes(),
                        meter.seconds(),
                        failure == null,
                        running.takeFacts());
                results.add(result);
                listener.stepEnded(result);
                if (failure != null && !(number == 0 && open.stayedAsItWas(failure))) {
                    open.resetBus(failure);
                    return outcome(results, step.common().name(), failure);
                }
            }
            if (visit == null) {
                running.requireProofs();
            } else {
                before = VISITING;
                running.console().step(visit.shell().name());
                visit.pass(repertoire.terminal(visit.shell().name()), running.masker());
            }
            return outcome(results, "", null);
        } catch (FailureException e) {
            Failure why = stopped;
            boolean proving = !results.isEmpty() && visit == null;
            return outcome(results, proving ? PROVING : before, why == null ? e.failure() : why);
        }
    }

    /**
     * The recipe's, from 1. Before a retry that cycles the power where a person has to, there is one more of number 0: that cycle,
     * unless the recipe begins with one. It is help: when nobody gives it, the attempt is made all the same.
     */
    private List<Step> steps() {
        List<Step> steps = recipe.steps();
        if (attempt == 1
                || !recipe.retry().powerCycle()
                || !power.isAPersons()
                || steps.stream().limit(1).anyMatch(SwitchPower::isCycle)) {
            return steps;
        }
        return Stream.concat(Stream.of(SwitchPower.retryCycle()), steps.stream())
                .toList();
    }

    /** Tells how far the fetching of images is, and ends it when the attempt is stopped. */
    private final class StopWatch implements FetchWatch {
        private @Nullable ProgressMeter meter;
        private String what = "";
        private long before;

        @Override
        public void moved(String image, long bytes, long total) {
            ProgressMeter one = meter;
            if (one == null || !what.equals(image)) {
                String step = "fetching " + image;
                listener.fetches(step);
                one = new ProgressMeter(listener, step);
                one.expect(total);
                meter = one;
                what = image;
                before = 0;
            }
            one.moved(bytes - before);
            before = bytes;
        }

        @Override
        public boolean stopped() {
            return stopped != null;
        }
    }

    private Outcome outcome(List<StepResult> results, String failedStep, @Nullable Failure failure) {
        Failure masked = failure == null ? null : running.masker().failure(failure);
        return new Outcome(
                results,
                failedStep,
                masked,
                running.imagesUsed(),
                link.basis(),
                services.consoles().keep(running.console(), failure != null).orElse(null));
    }

    /** Makes the running step fail soon, with this. */
    public void stop(Failure why) {
        stopped = why;
        answers.stop();
        link.cancel();
    }

    /** Takes an answer for the running step; false when it asks nothing, or no more. */
    public boolean answer(PortCommand.Answer answer) {
        return answer.asked().attempt() == attempt && answers.put(answer);
    }

    /** The step of this number has had its time; nothing happens if another one runs by now. */
    public void timeUp(int step) {
        if (step == current) {
            late = true;
            link.cancel();
        }
    }

    private @Nullable Failure perform(Step step) {
        try {
            Failure why = stopped;
            if (why != null) {
                return why;
            }
            repertoire.run(step);
            return null;
        } catch (FailureException e) {
            Failure masked = running.masker().failure(e.failure());
            LOG.atInfo()
                    .addKeyValue("attempt", attempt)
                    .addKeyValue("step", step.common().name())
                    .addKeyValue("kind", masked.kind().code())
                    .log(masked.message());
            return judged(step, masked);
        } catch (RuntimeException e) {
            Failure broke = new Failure(FailureKind.INTERNAL_ERROR, step.verb() + ": " + e);
            if (running.masker().isIdle()) {
                LOG.atError()
                        .addKeyValue("step", step.common().name())
                        .setCause(e)
                        .log("a step broke");
            } else {
                // What a stack says of its causes can't be masked.
                LOG.atError()
                        .log("a step broke: {}", running.masker().failure(broke).message());
            }
            return running.masker().failure(broke);
        }
    }

    private Failure judged(Step step, Failure failure) {
        Failure why = stopped;
        if (why != null) {
            return why;
        }
        String cause = step.common().ifLate();
        if (late) {
            String message = "step \"" + step.common().name() + "\" took longer than "
                    + step.common().timeout().toMillis() / 1000.0 + " s";
            return new Failure(FailureKind.TRANSFER_TIMEOUT, cause.isEmpty() ? message : cause + " (" + message + ")");
        }
        return AWAITED.contains(failure.kind()) && !cause.isEmpty()
                ? new Failure(failure.kind(), cause + " (" + failure.message() + ")")
                : failure;
    }
}
