package dev.gangway.job;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.Verb;
import dev.gangway.model.BootMode;
import java.util.Collection;
import java.util.List;

/**
 * Waiting until the board is on the same port in a mode: the verb {@code await}, which belongs to no protocol.
 *
 * @param mode the boot mode to wait for; while it is RUNNING and the board comes back in a mode from which it can be
 *     restarted instead, that is done again, since its boot button is still pressed
 * @param afresh whether the present attach does not count: the board must leave first
 */
record Await(BootMode mode, boolean afresh) {
    private static final Key<Boolean> AFRESH = Keys.flag(
                    "afresh", "true: the present attach does not count, the board must leave first.")
            .orElse(false);

    /** The verb, for these modes: a recipe may not wait for one in which no board is ever seen. */
    static Verb<Await> verb(Collection<BootMode> modes) {
        Key<BootMode> mode = Keys.mode(ARGUMENT, modes, "The boot mode.");
        return Verb.of(
                        "await",
                        "30s",
                        "Wait until the board is on the same port in this mode.",
                        Await.class,
                        new Form<>(List.of(mode, AFRESH), values -> new Await(values.get(mode), values.get(AFRESH))))
                .waiting();
    }
}
