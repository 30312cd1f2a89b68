package dev.gangway.job;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.channel.PowerCycle;
import dev.gangway.language.Common;
import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.Verb;
import dev.gangway.recipe.Step;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Switching the power of the board's port: the verb {@code power}, which belongs to no protocol.
 *
 * @param wish what to do
 * @param off how long a cycle leaves the power away
 */
record SwitchPower(Wish wish, Duration off) {
    /** The verb, as recipes write it. */
    static final String NAME = "power";

    private static final Key<String> WISH = Keys.word(
            ARGUMENT,
            Stream.of(Wish.values()).map(Wish::word).toList(),
            "What to do. Where nothing switches the port, a cycle asks the person to unplug the board and plug it in again.");

    /** How long it may take when the recipe says nothing: a person has to be near. */
    private static final Duration TIME = Duration.ofSeconds(60);

    /** How long a retry waits for a person; it is made without one too. */
    private static final Duration RETRY_TIME = Duration.ofSeconds(30);

    private static final Key<Duration> OFF = Keys.duration("off", "How long a cycle leaves the power away.")
            .orElse(PowerCycle.USUAL.off().toMillis() + "ms");

    /** What can be done. */
    enum Wish {
        ON,
        OFF,
        CYCLE;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Wish of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** The verb. */
    static Verb<SwitchPower> verb() {
        return Verb.of(
                        NAME,
                        TIME.toSeconds() + "s",
                        "Switch the power of the board's port.",
                        SwitchPower.class,
                        new Form<>(
                                List.of(WISH, OFF),
                                values -> new SwitchPower(Wish.of(values.get(WISH)), values.get(OFF))))
                .waiting();
    }

    /** A cycle before a retry, as a recipe has it that writes {@code power: cycle}. */
    static Step retryCycle() {
        SwitchPower cycle = new SwitchPower(Wish.CYCLE, PowerCycle.USUAL.off());
        return new Step(verb(), new Common(NAME + " " + cycle.wish().word(), RETRY_TIME, "", ""), cycle);
    }

    /** Whether this step of a recipe is a cycle. */
    static boolean isCycle(Step step) {
        return step.arguments() instanceof SwitchPower power && power.wish() == Wish.CYCLE;
    }
}
