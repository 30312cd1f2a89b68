package dev.gangway.job;

import dev.gangway.model.FailureException;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.BoardTerminal;
import dev.gangway.protocol.ExpectStep;
import dev.gangway.protocol.Protocol;
import dev.gangway.protocol.Protocols;
import dev.gangway.recipe.Step;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What can be done in one attempt, by verb: what the protocols can, waiting for the board, its power, its console, and questions. One thread, the worker. */
final class Repertoire {
    private final Map<String, Performance> byVerb = new HashMap<>();
    private final Map<String, Terminal> byShell = new HashMap<>();
    private final ConsoleSteps consoles;

    /** Opens a shell for a person. */
    @FunctionalInterface
    private interface Terminal {
        BoardTerminal open() throws FailureException;
    }

    /** Runs a step. */
    @FunctionalInterface
    private interface Performance {
        void run(Step step) throws FailureException;
    }

    /**
     * What the steps of an attempt can do.
     *
     * @param consoles the board's console
     * @param replug asks the person to unplug the board and plug it in again while this step runs
     */
    Repertoire(
            Protocols protocols,
            Attempt attempt,
            BoardLink link,
            PowerStep power,
            AskStep ask,
            ConsoleSteps consoles,
            Consumer<Step> replug) {
        this.consoles = consoles;
        byVerb.put(ConsoleVerbs.EXPECT.name(), step -> consoles.expect(ExpectStep.class.cast(step.arguments())));
        byVerb.put(ConsoleVerbs.TYPE.name(), step -> consoles.type(ConsoleVerbs.Typed.class.cast(step.arguments())));
        byVerb.put(Ask.NAME, step -> ask.run(Ask.class.cast(step.arguments()), step));
        byVerb.put(SwitchPower.NAME, step -> {
            consoles.leaving();
            power.run(SwitchPower.class.cast(step.arguments()), step.common().timeout(), () -> replug.accept(step));
        });
        byVerb.put(Await.NAME, step -> await(link, Await.class.cast(step.arguments()), step));
        protocols.all().forEach(protocol -> learn(protocol, attempt));
    }

    private <S> void learn(Protocol<?, S> protocol, Attempt attempt) {
        S steps = protocol.attempt(attempt);
        protocol.actions()
                .forEach(action -> byVerb.put(action.verb().name(), step -> action.run(steps, step.arguments())));
        protocol.shells()
                .forEach(
                        shell -> byShell.put(shell.name(), () -> shell.opening().of(steps)));
    }

    private static void await(BoardLink link, Await await, Step step) throws FailureException {
        if (await.afresh()) {
            link.afresh();
        }
        link.await(await.mode(), step.common().timeout());
    }

    /** The board, which the steps have brought there, for a person. */
    BoardTerminal terminal(String shell) throws FailureException {
        Terminal terminal = byShell.get(shell);
        if (terminal == null) {
            throw new IllegalStateException("no protocol has a " + shell);
        }
        return terminal.open();
    }

    /** Runs a step. */
    void run(Step step) throws FailureException {
        Performance performance = byVerb.get(step.verb().name());
        if (performance == null) {
            throw new IllegalStateException("no protocol runs " + step.verb());
        }
        if (!ConsoleVerbs.isOne(step)) {
            consoles.leaveLine();
        }
        performance.run(step);
    }
}
