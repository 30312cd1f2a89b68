package dev.gangway.uboot;

import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;

/**
 * What goes wrong in a conversation over a console, in words.
 *
 * @param command that was typed last
 * @param last what the board said last
 */
record ConsoleTrouble(String command, String last) {
    Failure crashed(String sign) {
        return new Failure(FailureKind.BOARD_REFUSED, "the board crashed at \"" + command + "\": " + sign);
    }

    Failure startedAnew() {
        return new Failure(
                FailureKind.TRANSFER_FAILED,
                "the board started anew in the middle of \"" + command
                        + "\": does its power supply hold, is a watchdog on?");
    }

    Failure lineTooLong(int length) {
        return new Failure(
                FailureKind.RECIPE_INVALID,
                "this console takes no line of " + length + " characters: \"" + command + "\" has to be shorter");
    }

    /** What was typed does not come back as an echo. */
    Failure garbled(String line, int tries, String echo) {
        return new Failure(
                FailureKind.PROTOCOL_GARBAGE,
                "\"" + line + "\" was typed " + tries + " times and came back as \"" + echo
                        + "\": the serial line loses or changes characters");
    }

    Failure silent() {
        return new Failure(
                FailureKind.TRANSFER_TIMEOUT,
                "the board said nothing: is it on, is its console on this line, at this rate?");
    }

    Failure noPrompt() {
        return new Failure(
                FailureKind.TRANSFER_TIMEOUT,
                "no prompt of U-Boot came (if it is garbage, the console has another rate); the board said last: "
                        + last);
    }

    Failure notSaid(String awaited) {
        return new Failure(
                FailureKind.NO_BOOT, "the board did not say \"" + awaited + "\" in time; it said last: " + last);
    }

    Failure late() {
        return new Failure(
                FailureKind.TRANSFER_TIMEOUT, "\"" + command + "\" did not end in time; the board said last: " + last);
    }
}
