package dev.gangway.job;

import dev.gangway.language.Language;
import dev.gangway.language.Verb;
import dev.gangway.model.BootMode;
import dev.gangway.protocol.Protocols;
import dev.gangway.recipe.Recipe;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What the recipes of a station's jobs may say. */
public final class JobLanguage {
    private JobLanguage() {}

    /** Whether a recipe waits for what a board says on its console, on a port that is no line of its own. */
    public static boolean needsConsole(Recipe recipe) {
        return ConsoleVerbs.needed(recipe);
    }

    /**
     * The language of these protocols, and of the job itself, which can wait for a board, switch its power, ask
     * the person at the line, and hold what a unit says on its console against what it should.
     *
     * @param seen the modes that the hub watcher tells apart: a board can be waited for in them, whether or not it can be
     *     served there
     */
    public static Language of(Protocols protocols, Set<BootMode> seen) {
        Set<BootMode> awaited = EnumSet.copyOf(protocols.modes());
        awaited.addAll(seen);
        // Nobody waits for what is not known, is no board, or is behind a line until somebody asks.
        awaited.removeAll(EnumSet.of(
                BootMode.UNKNOWN, BootMode.NOT_A_BOARD, BootMode.SERIAL_LINE, BootMode.TCP_LINE, BootMode.UDP_LINE));
        List<Verb<?>> verbs = new ArrayList<>();
        verbs.add(Await.verb(awaited));
        verbs.add(SwitchPower.verb());
        verbs.add(Ask.verb());
        verbs.add(ConsoleVerbs.EXPECT);
        verbs.add(ConsoleVerbs.TYPE);
        verbs.addAll(protocols.verbs());
        return new Language(verbs, protocols.chips(), List.copyOf(protocols.modes()));
    }
}
