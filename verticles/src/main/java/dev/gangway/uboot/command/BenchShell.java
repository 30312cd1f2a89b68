package dev.gangway.uboot.command;

import dev.gangway.channel.SerialLine;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.uboot.UbootAnswer;
import dev.gangway.uboot.UbootDevice;
import dev.gangway.uboot.linux.LinuxShell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/** A person's work at a board's prompt: at a terminal, or by lines where there is none. */
enum BenchShell {
    /** U-Boot's prompt. */
    BOOT_LOADER("At U-Boot's prompt", UbootDevice.SHOW_PROMPT, ""),
    /** The shell of a Linux. */
    LINUX(
            "At the shell of the board's Linux",
            LinuxShell.FOR_A_PERSON,
            "The board's Linux runs on in its memory: \"poweroff -f\" at its shell, or a power cycle, ends it.");

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String LEAVE = "exit";

    /** After these no prompt comes. */
    private static final Pattern POWER_OFF = Pattern.compile("(poweroff|halt)( -f)?");

    private final String where;
    private final String begin;
    private final String afterwards;

    BenchShell(String where, String begin, String afterwards) {
        this.where = where;
        this.begin = begin;
        this.afterwards = afterwards;
    }

    /**
     * Goes on until the person leaves.
     *
     * @param board at that prompt
     * @throws FailureException when the line is gone
     */
    int run(SerialLine serial, UbootDevice board, Caller caller) throws FailureException {
        boolean isOn = true;
        if (caller.terminal().isPresent()) {
            new RawShell(serial, caller)
                    .run(caller.terminal().get(), where, begin.getBytes(StandardCharsets.ISO_8859_1));
        } else {
            isOn = lines(board, caller);
        }
        if (isOn && !afterwards.isEmpty()) {
            caller.out().println(afterwards);
        }
        return ExitCode.OK;
    }

    /** Whether the board is still on afterwards. */
    private boolean lines(UbootDevice board, Caller caller) throws FailureException {
        caller.out().println(where + "; \"" + LEAVE + "\" leaves it.");
        try {
            BufferedReader in = new BufferedReader(new InputStreamReader(caller.in(), StandardCharsets.UTF_8));
            for (String typed = in.readLine(); typed != null && !typed.strip().equals(LEAVE); typed = in.readLine()) {
                if (this == LINUX && POWER_OFF.matcher(typed.strip()).matches()) {
                    LinuxShell.of(board).powerOff();
                    caller.out().println("The board is off.");
                    return false;
                }
                if (!typed.isBlank()) { // an empty line would repeat U-Boot's command before
                    UbootAnswer answer = board.run(typed.strip(), LONG);
                    answer.lines().forEach(caller.out()::println);
                    if (answer.status() != 0) {
                        caller.out().println("status " + answer.status());
                    }
                }
            }
            return true;
        } catch (IOException e) {
            throw new FailureException(FailureKind.HOST_IO, "the input can't be read: " + e.getMessage(), e);
        }
    }
}
