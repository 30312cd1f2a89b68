package dev.gangway.protocol;

import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.Values;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether a step that writes looks first, and leaves what the board already holds as it is. */
public enum Skip {
    /** All is written, whatever is there. */
    NEVER,
    /** What is there is left: found out byte by byte, or by a digest that nobody meets by chance. */
    SAME,
    /** The same where there is a CRC-32 only: good against chance, and no hindrance to anybody who means it. */
    CRC32;

    private static final String NAME = "skip";

    /** What a comparison ends with when the board holds something else, or does not let it be seen. */
    private static final Set<FailureKind> NOT_THERE = EnumSet.of(
            FailureKind.VERIFY_MISMATCH,
            FailureKind.UPLOAD_DAMAGED,
            FailureKind.BOARD_REFUSED,
            FailureKind.MEDIUM_FAILED);

    /** Ends well when the board holds what it should. */
    @FunctionalInterface
    public interface Comparison {
        /** Compares; writes nothing. */
        void run() throws FailureException;
    }

    /**
     * The key of verbs that can look.
     *
     * @param decides how this protocol finds out what is there, a sentence for people
     */
    public static Key<String> key(String decides) {
        return key(SAME, decides);
    }

    /** The key of verbs that can look by a CRC-32 only. */
    public static Key<String> weakKey(String decides) {
        return key(CRC32, decides);
    }

    private static Key<String> key(Skip how, String decides) {
        return Keys.word(
                        NAME,
                        List.of(NEVER.word(), how.word()),
                        how.word()
                                + ": what the board already holds is left as it is, and counts as read back; the record says"
                                + " \"already there\". A step that verifies reads it again when the board was away since, or"
                                + " something was written or erased. never: all is written. " + decides)
                .orElse(NEVER.word());
    }

    /** What a step says with its key. */
    public static Skip of(Values values, Key<String> key) {
        String word = values.get(key);
        return Arrays.stream(values())
                .filter(skip -> skip.word().equals(word))
                .findFirst()
                .orElseThrow();
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a step looks at all. */
    public boolean looks() {
        return this != NEVER;
    }

    /**
     * Whether the board holds what it should; false without a look where the recipe wants none.
     *
     * @throws FailureException for what is no answer: a cable that is gone, a board that says nothing
     */
    public boolean finds(Comparison comparison) throws FailureException {
        if (!looks()) {
            return false;
        }
        try {
            comparison.run();
            return true;
        } catch (FailureException e) {
            if (NOT_THERE.contains(e.failure().kind())) {
                return false;
            }
            throw e;
        }
    }
}
