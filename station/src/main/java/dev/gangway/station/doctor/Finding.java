package dev.gangway.station.doctor;

/**
 * What a checkup found.
 *
 * @param check what was looked at, one or two words
 * @param result how bad it is
 * @param message one sentence
 * @param remedy a command or an act that mends it; empty when nothing needs it
 */
public record Finding(String check, Result result, String message, String remedy) {
    /** How bad it is. */
    public enum Result {
        /** All is well. */
        OK,
        /** The station runs, but something will be missed. */
        WARN,
        /** The station as configured does not run, or cannot reach its boards. */
        PROBLEM
    }

    static Finding ok(String check, String message) {
        return new Finding(check, Result.OK, message, "");
    }

    static Finding warn(String check, String message, String remedy) {
        return new Finding(check, Result.WARN, message, remedy);
    }

    static Finding problem(String check, String message, String remedy) {
        return new Finding(check, Result.PROBLEM, message, remedy);
    }
}
