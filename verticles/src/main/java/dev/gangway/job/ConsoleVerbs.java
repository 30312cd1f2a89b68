package dev.gangway.job;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.ScriptDialect;
import dev.gangway.language.Verb;
import dev.gangway.protocol.ExpectStep;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.Step;
import java.util.List;

/**
 * What a booted unit says on its console, whatever it was flashed over: verbs that belong to no protocol. The console is the one
 * that the port map names; on a port that is a serial line, that line.
 */
final class ConsoleVerbs {
    /** Typing a line. */
    record Typed(List<String> lines) {
        /** Copies the list. */
        Typed {
            lines = List.copyOf(lines);
        }
    }

    private static final Key<List<String>> LINE = Keys.script(
            ARGUMENT, ScriptDialect.SHELL, "What is typed, one line; Enter follows. A secret is {{secret:NAME}}.");

    static final Verb<ExpectStep> EXPECT = Verb.of(
            "console.expect",
            "10m",
            "Wait until the board says this on its console (ports: console: in station.yaml; on a serial line, the line"
                    + " itself). What it said before the last step that wrote, sent it away, switched its power or typed"
                    + " does not count. One that does not say it in time has not started, and fails with what it said"
                    + " last.",
            ExpectStep.class,
            ExpectStep.FORM);

    static final Verb<Typed> TYPE = Verb.of(
            "console.type",
            "20s",
            "Type a line on the board's console, with Enter. Nobody looks whether it did anything: console.expect says what has to"
                    + " come back; what the console repeats of the line itself does not count.",
            Typed.class,
            new Form<>(List.of(LINE), values -> new Typed(values.get(LINE))));

    private ConsoleVerbs() {}

    /** Whether a step is one of these. */
    static boolean isOne(Step step) {
        return step.verb().equals(EXPECT) || step.verb().equals(TYPE);
    }

    /** Whether a recipe needs a console. */
    static boolean needed(Recipe recipe) {
        return recipe.steps().stream().anyMatch(ConsoleVerbs::isOne);
    }
}
