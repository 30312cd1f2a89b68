package dev.gangway.fel.command;

import dev.gangway.shell.Caller;
import java.nio.file.Path;
import java.util.List;

/** The rest of the command line, from the verb on. */
final class Words {
    private final List<String> words;
    private final Caller caller;
    private int at;
    private String verb = "";

    Words(List<String> words, Caller caller) {
        this.words = List.copyOf(words);
        this.caller = caller;
    }

    boolean hasVerb() {
        return at < words.size();
    }

    String verb() {
        verb = words.get(at++);
        return verb;
    }

    String text() throws UsageException {
        if (at >= words.size()) {
            throw invalid();
        }
        return words.get(at++);
    }

    long number() throws UsageException {
        return CNumber.parse(text());
    }

    Path file() throws UsageException {
        return caller.file(text());
    }

    /** Refuses the verb unless so many words follow it: nothing of a verb may be done before that is known. */
    void need(int count) throws UsageException {
        if (words.size() - at < count) {
            throw invalid();
        }
    }

    UsageException invalid() {
        return invalid(verb);
    }

    static UsageException invalid(String verb) {
        return new UsageException("Invalid command " + verb);
    }
}
