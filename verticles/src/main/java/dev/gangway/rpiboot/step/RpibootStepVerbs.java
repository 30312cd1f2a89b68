package dev.gangway.rpiboot.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.Verb;
import java.util.List;

/** The {@code rpiboot.*} verbs of recipes. */
final class RpibootStepVerbs {
    /** An archive of files. */
    record Serve(String image) {}

    private static final Key<String> FILES =
            Keys.image(ARGUMENT, "A tar archive of all files, as Raspberry Pi's bootfiles.bin is one.");

    static final Verb<Serve> SERVE = Verb.of(
            "rpiboot.serve",
            "2m",
            "Give a Raspberry Pi's boot ROM its second stage out of this archive, and that all files that it asks for, until it"
                    + " starts what it got and leaves. What it tells of itself is in the record.",
            Serve.class,
            new Form<>(List.of(FILES), values -> new Serve(values.get(FILES))));

    private RpibootStepVerbs() {}
}
