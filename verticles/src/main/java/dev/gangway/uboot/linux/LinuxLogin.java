package dev.gangway.uboot.linux;

import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.uboot.ConsoleDialogue;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * From the kernel's start to a shell whose prompt is {@link dev.gangway.uboot.UbootDevice#LINUX_PROMPT}: waits, logs in where
 * somebody asks, and has the shell show its lines whole and its commands' failures. A prompt is believed when the board has been
 * quiet behind it, and proved when the shell takes the new one.
 */
final class LinuxLogin implements ConsoleDialogue {
    /**
     * Shells with an editor of their own break long lines at the terminal's width, and some ask the terminal where its cursor is:
     * with a width neither happens.
     */
    private static final String SET_UP = "stty cols 4000 rows 24; PS1=";

    private static final String ENTER = "\r";
    private static final Pattern BANNER = Pattern.compile("^U-Boot (SPL |TPL )?20[0-9]{2}\\.[0-9]{2}");
    private static final Pattern LINUX =
            Pattern.compile("^Starting kernel|Booting Linux|Linux version", Pattern.CASE_INSENSITIVE);
    private static final Pattern PANIC = Pattern.compile("Kernel panic - not syncing.*");
    private static final Pattern REFUSED =
            Pattern.compile("^(login incorrect|login failed|login timed out|access denied)", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST_PROMPT = 80;
    private static final int MOST_LOGINS = 3;
    private static final int MOST_PROMPTS = 6;

    private static final Duration SETTLED = Duration.ofMillis(300);
    private static final Duration AGAIN = Duration.ofMillis(1500);
    private static final Duration NUDGE = Duration.ofSeconds(5);

    /** A busy Linux echoes when it has time. What is typed once more before would answer its next question. */
    private static final Duration ECHO = Duration.ofSeconds(8);

    private final LinuxWays ways;
    private final String uboot;
    private final String prompt;
    private State state = State.STARTING;
    private String trouble = "";
    private boolean answered;

    /** The line with the question that was answered is still there. */
    private boolean told;

    private int logins;
    private int prompts;

    private enum State {
        /** U-Boot still, or the kernel before its first line. */
        STARTING,
        /** Linux. */
        RUNNING,
        /** The user was told. */
        NAMED,
        /** The password was told, or the board did not ask for one. */
        KNOWN,
        /** The shell was told its prompt. */
        PROMPTED
    }

    /**
     * A login.
     *
     * @param uboot the prompt of the U-Boot that starts it: a board that comes back to it did not
     * @param prompt what the shell's prompt is to be
     */
    LinuxLogin(LinuxWays ways, String uboot, String prompt) {
        this.ways = ways;
        this.uboot = uboot;
        this.prompt = prompt;
    }

    @Override
    public Move ended(String line) {
        told = false;
        if (PANIC.matcher(line).find()) {
            return no(FailureKind.NO_BOOT, "the Linux that was loaded panics: " + line);
        }
        if (BANNER.matcher(line).find()) {
            return no(
                    FailureKind.NO_BOOT,
                    "the board started anew instead of the Linux that was loaded" + said() + ": is it for this board?");
        }
        if (LINUX.matcher(line).find() && state == State.STARTING) {
            state = State.RUNNING;
        }
        if (REFUSED.matcher(line).find()) {
            answered = true;
            trouble = line;
        } else if (state == State.STARTING) {
            trouble = line;
        }
        return Move.WAIT;
    }

    @Override
    public Move quiet(String begun, Duration since) {
        String text = begun.strip();
        if (state == State.STARTING) {
            // Marks of a download look like a prompt; U-Boot's own says that it went no further.
            return !text.isEmpty() && text.equals(uboot.strip())
                    ? no(FailureKind.NO_BOOT, "U-Boot did not start Linux" + said())
                    : Move.WAIT;
        }
        if (state == State.PROMPTED) {
            return prompted(begun, since);
        }
        if (told && since.compareTo(ECHO) < 0) {
            return Move.WAIT;
        }
        if (text.endsWith(ways.login())) {
            return ask();
        }
        if (text.toLowerCase(Locale.ROOT).endsWith("assword:")) {
            return secret();
        }
        if (text.toLowerCase(Locale.ROOT).contains("press enter to activate")) {
            return new Move.Type(ENTER);
        }
        if (isShell(text) && since.compareTo(SETTLED) >= 0) {
            return setUp();
        }
        // A driver's line behind the prompt hides it; Enter brings another.
        return since.compareTo(NUDGE) >= 0 ? new Move.Type(ENTER) : Move.WAIT;
    }

    private boolean isShell(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_PROMPT
                && ways.shells().stream().anyMatch(text::endsWith);
    }

    private Move ask() {
        if (ways.user().isEmpty()) {
            return no(
                    FailureKind.RECIPE_INVALID,
                    "the board asks who logs in, and nobody has told: name a user, and a password if it wants one");
        }
        if (logins > 0 && (answered || state == State.KNOWN)) {
            answered = false;
            if (logins >= MOST_LOGINS) {
                return refused();
            }
        }
        logins++;
        if (logins > MOST_LOGINS) {
            return refused();
        }
        state = State.NAMED;
        told = true;
        return new Move.Type(ways.user().get() + ENTER);
    }

    private Move secret() {
        if (ways.password().isEmpty()) {
            return no(
                    FailureKind.RECIPE_INVALID,
                    "the board asks for the password of \"" + ways.user().orElse("") + "\", and nobody has told one");
        }
        state = State.KNOWN;
        told = true;
        return new Move.Type(ways.password().get() + ENTER);
    }

    private Move refused() {
        return no(
                FailureKind.RECIPE_INVALID,
                "the board lets nobody in as \"" + ways.user().orElse("") + "\"" + said()
                        + ": check the user and the password");
    }

    private Move setUp() {
        state = State.PROMPTED;
        prompts++;
        return new Move.Type(SET_UP + "'" + prompt + "'" + ENTER);
    }

    private Move prompted(String begun, Duration since) {
        if (begun.equals(prompt)) {
            return Move.OVER;
        }
        if (since.compareTo(AGAIN) < 0) {
            return Move.WAIT;
        }
        if (prompts == MOST_PROMPTS) {
            return no(
                    FailureKind.PROTOCOL_GARBAGE,
                    "the board's shell does not take a prompt: it was told " + prompts + " times and shows \"" + begun
                            + "\"");
        }
        if (isShell(begun.strip())) {
            return setUp();
        }
        prompts++;
        return new Move.Type(ENTER);
    }

    private String said() {
        return trouble.isEmpty() ? "" : ", it says \"" + trouble + "\"";
    }

    private static Move no(FailureKind kind, String why) {
        return new Move.Fail(new Failure(kind, why));
    }

    @Override
    public Failure late(String last) {
        return new Failure(
                FailureKind.NO_BOOT,
                (state == State.STARTING ? "no Linux started" : "no shell of the Linux that was booted came")
                        + " in time; the board said last: " + last);
    }
}
