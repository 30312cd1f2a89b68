package dev.gangway.job;

import dev.gangway.language.Language;
import dev.gangway.language.Verb;
import dev.gangway.protocol.Protocols;
import java.util.ArrayList;
import java.util.List;

/** What the recipes of a station's jobs may say. */
public final class JobLanguage {
    private JobLanguage() {}

    /** The language of these protocols, and of the job itself, which can wait for a board. */
    public static Language of(Protocols protocols) {
        List<Verb<?>> verbs = new ArrayList<>();
        verbs.add(Await.VERB);
        verbs.addAll(protocols.verbs());
        return new Language(verbs, protocols.chips());
    }
}
