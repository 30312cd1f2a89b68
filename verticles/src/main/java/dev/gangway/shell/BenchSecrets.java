package dev.gangway.shell;

import dev.gangway.console.Masker;
import dev.gangway.model.FailureException;

/**
 * Takes out of what a bench verb shows what must not be seen, as a job's is taken out of its console and its record: the password
 * that a bundle brings. What a person types and reads at a prompt of their own is theirs. One thread.
 */
public final class BenchSecrets {
    private final Caller caller;
    private final Masker masker = Masker.none();

    /** Nothing is a secret yet. */
    public BenchSecrets(Caller caller) {
        this.caller = caller;
    }

    /**
     * One more secret, masked from here on; the caller is told of one that is too short for that.
     *
     * @param name what stands in its place, in brackets
     */
    public void hide(String name, String value) {
        if (value.length() < Masker.SHORTEST) {
            caller.err()
                    .println("note: the " + name + " has less than " + Masker.SHORTEST
                            + " signs, so it is not masked: give it a longer one");
        } else {
            masker.add(name, value);
        }
    }

    /** The next line of the board's console, masked. */
    public String line(String line) {
        return masker.line(line);
    }

    /** Any other text, masked. */
    public String text(String text) {
        return masker.text(text);
    }

    /** What failed, its message masked. */
    public FailureException failed(FailureException failed) {
        return masker.isIdle()
                ? failed
                : new FailureException(
                        failed.failure().kind(), text(failed.failure().message()), failed);
    }
}
