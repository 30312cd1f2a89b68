package dev.gangway.job;

import dev.gangway.channel.SerialDevice;
import dev.gangway.channel.SerialLine;
import dev.gangway.config.PortConsole;
import dev.gangway.console.ConsoleLog;
import dev.gangway.console.Masker;
import dev.gangway.language.ScriptDialect;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortPath;
import dev.gangway.protocol.ConsoleExpectation;
import dev.gangway.protocol.ExpectStep;
import dev.gangway.recipe.Recipe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Carries out {@link ConsoleVerbs} in one attempt. A console that the port map names is listened to from the attempt's beginning,
 * and what it says is kept whether or not a step asks; the line of the port itself only while these steps run. The worker's thread.
 */
final class ConsoleSteps implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final PortPath port;
    private final @Nullable PortConsole line;
    private final SerialDevice.Opener opener;
    private final BoardLink link;
    private final RunningAttempt attempt;
    private @Nullable BoardConsole beside;
    private @Nullable BoardConsole own;

    /**
     * For one attempt.
     *
     * @param line the console that the port map names; null = none
     */
    ConsoleSteps(
            PortPath port,
            @Nullable PortConsole line,
            SerialDevice.Opener opener,
            BoardLink link,
            RunningAttempt attempt) {
        this.port = port;
        this.line = line;
        this.opener = opener;
        this.link = link;
        this.attempt = attempt;
    }

    /**
     * Begins to listen, with the attempt's secrets known.
     *
     * @throws FailureException RECIPE_INVALID when the recipe needs a console and the port has none, before anything is written
     */
    void begin(Recipe recipe) throws FailureException {
        PortConsole named = line;
        if (named != null) {
            beside = listen(() -> {
                SerialLine opened = opener.open(new SerialDevice(named.device()));
                opened.baud(named.baud());
                return opened;
            });
        } else if (ConsoleVerbs.needed(recipe) && !link.isLine()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "the recipe waits for what the board says on its console, and " + port
                            + " has none: name its serial line in the port map (ports: console: {device: /dev/…}), or take the"
                            + " console steps out");
        }
    }

    private BoardConsole listen(BoardConsole.Opening opening) {
        Masker masker = attempt.masker().beside();
        ConsoleLog log = attempt.console();
        return BoardConsole.listen(
                opening,
                said -> log.add(masker.line(said)),
                begun -> log.begun(masker.begun(begun)),
                "console-" + port);
    }

    private BoardConsole console() throws FailureException {
        BoardConsole there = beside != null ? beside : own;
        if (there == null) {
            there = listen(link.line());
            own = there;
        }
        return there;
    }

    /** Something was written: what was said up to now is no answer to what comes. */
    void written() {
        if (beside != null) {
            beside.forget();
        }
    }

    /** The board is about to be sent away, or its power to be switched: so is what is still on its way from there. */
    void leaving() {
        if (beside != null) {
            beside.settle();
            beside.forget();
        }
    }

    /** Another step needs the port's line. */
    void leaveLine() {
        if (own != null) {
            own.close();
            own = null;
        }
    }

    /**
     * Waits until it is said.
     *
     * @throws FailureException NO_BOOT when it is not in time, BOARD_REFUSED when its value is beyond a limit
     */
    void expect(ExpectStep step) throws FailureException {
        ConsoleExpectation wanted = ConsoleExpectation.of(ConsoleVerbs.EXPECT.name(), step);
        BoardConsole console = console();
        Deadline deadline = Deadline.in(step.within());
        Optional<Matcher> met = console.find(wanted.pattern());
        while (met.isEmpty()) {
            if (deadline.left().isZero()) {
                throw new FailureException(
                        FailureKind.NO_BOOT,
                        "the board did not say \"" + step.pattern() + "\" on its console within "
                                + step.within().toMillis() / 1000.0 + " s; " + console.state());
            }
            if (link.isStopped()) {
                throw new FailureException(FailureKind.STOPPED_BY_PERSON, "the wait for the board was stopped");
            }
            link.pause(LOOK);
            met = console.find(wanted.pattern());
        }
        wanted.values(met.get()).forEach(attempt::note);
        wanted.require(met.get());
    }

    /** Types. */
    void type(ConsoleVerbs.Typed step) throws FailureException {
        List<String> lines = attempt.expand(ScriptDialect.SHELL, step.lines());
        if (lines.size() != 1) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "console.type is one line: write a step for each, with what it waits for");
        }
        console().type(lines.get(0));
    }

    @Override
    public void close() {
        leaveLine();
        if (beside != null) {
            beside.close();
        }
    }
}
