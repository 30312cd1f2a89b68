package dev.gangway.job;

import dev.gangway.message.PortCommand;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.recipe.Step;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Carries out {@link Ask}: tells the question, waits, puts the answer on record. The worker's thread. */
final class AskStep {
    private final AnswerBox box;
    private final Attempt attempt;
    private final AttemptListener listener;
    private final IntSupplier number;

    /**
     * For one attempt.
     *
     * @param box where answers arrive
     * @param number the number of the step that runs
     */
    AskStep(AnswerBox box, Attempt attempt, AttemptListener listener, IntSupplier number) {
        this.box = box;
        this.attempt = attempt;
        this.listener = listener;
        this.number = number;
    }

    /**
     * Asks.
     *
     * @throws FailureException CHECK_FAILED by a wrong answer, NOT_ANSWERED without one, STOPPED_BY_PERSON when the job is stopped
     */
    void run(Ask ask, Step step) throws FailureException {
        ask.require();
        int running = number.getAsInt();
        box.open(running);
        long asked = System.nanoTime();
        attempt.note("question", ask.question());
        listener.asks(running, step, ask.question(), List.copyOf(ask.answers().keySet()));
        PortCommand.Answer given = box.await(step.common().timeout())
                .orElseThrow(() -> new FailureException(
                        FailureKind.NOT_ANSWERED,
                        "nobody answered \"" + ask.question() + "\" within "
                                + step.common().timeout().toMillis() / 1000.0 + " s"));
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked);
        attempt.note("answer", given.answer());
        attempt.note("answered-by", given.operator());
        attempt.note("answered-at", given.desk().toString());
        attempt.note("answered-after", String.format(Locale.ROOT, "%.3f", millis / 1000.0));
        if (!ask.answers().getOrDefault(given.answer(), false)) {
            throw new FailureException(
                    FailureKind.CHECK_FAILED,
                    "\"" + ask.question() + "\" was answered " + given.answer() + " by " + given.operator());
        }
    }
}
