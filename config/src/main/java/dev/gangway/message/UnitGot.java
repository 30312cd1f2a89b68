package dev.gangway.message;

import java.util.Arrays;
import java.util.Locale;

/**
 * What became of a value that was drawn from a pool for a unit.
 *
 * @param pool the pool's name
 * @param place its place in the pool
 * @param shown the value, or its fingerprint where it is a secret
 * @param fate what became of it
 */
public record UnitGot(String pool, long place, String shown, Fate fate) {
    /** What becomes of a value. */
    public enum Fate {
        /** It was drawn for a job that has not ended. */
        DRAWN,
        /** The job did not pass; the unit has it again at its next one. */
        KEPT,
        /** The job passed: it is this unit's for good. */
        USED,
        /** The job did not pass: nobody has it again. */
        BURNT;

        /** The stable word in the record. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The one with this word; throws {@link IllegalArgumentException} when there is none. */
        public static Fate ofCode(String code) {
            return Arrays.stream(values())
                    .filter(fate -> fate.code().equals(code))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no fate of a value is called " + code));
        }
    }
}
