package dev.gangway.uboot;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SerialLine;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A board with U-Boot's console on a serial line, or with that of a Linux that U-Boot booted. Blocking; one thread at a time. */
public final class UbootDevice {
    /** Characters of a command that every build of U-Boot takes in one line. */
    public static final int LONGEST_LINE = ConsoleTalk.LONGEST;

    /** The rate of nearly all consoles. */
    private static final int RATE = 115_200;

    /** The prompt that a booted Linux is given. */
    public static final String LINUX_PROMPT = ConsoleTalk.LINUX;

    /** Control-C: has a prompt shown again; Enter alone would repeat U-Boot's command before. */
    public static final String SHOW_PROMPT = "\u0003";

    private static final Duration STALLED = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(20);
    static final Duration QUICK = Duration.ofSeconds(10);
    private static final int PIECE = 4096;
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_#.-]{0,60}");

    private final SerialLine line;
    private final ConsoleTalk talk;
    private final ByteBuffer came = ByteBuffer.allocate(PIECE);
    private Consumer<String> watcher = told -> {};
    private Consumer<String> begun = told -> {};
    private int longest = ConsoleTalk.LONGEST;

    private UbootDevice(SerialLine line, UbootWays ways) {
        this.line = line;
        this.talk = new ConsoleTalk(ways, this::write, told -> watcher.accept(told));
    }

    /** What a write met, through the machine that wrote. */
    private static final class Broken extends UncheckedIOException {
        private static final long serialVersionUID = 1L;

        private final ChannelException channel;

        Broken(ChannelException cause) {
            super(cause);
            this.channel = cause;
        }
    }

    /** A board; nothing is said to it yet. */
    public static UbootDevice open(SerialLine line, UbootWays ways) throws FailureException {
        try {
            line.baud(RATE);
        } catch (ChannelException e) {
            if (e.fault() != ChannelFault.UNSUPPORTED) {
                throw e.asFailure("setting the line to " + RATE + " baud");
            }
        }
        return new UbootDevice(line, ways);
    }

    /**
     * Who gets what the board says from here on.
     *
     * @param lines each line, when it has ended
     * @param unended what has begun and not ended, whenever something is over that was asked of the board
     */
    public void watch(Consumer<String> lines, Consumer<String> unended) {
        watcher = lines;
        begun = unended;
    }

    /** Whether the prompt was seen. */
    public boolean hasPrompt() {
        return !talk.prompt().isEmpty();
    }

    /**
     * Has the console at its prompt: stops the countdown, or calls off what runs.
     *
     * @throws FailureException TRANSFER_TIMEOUT when there is none in time
     */
    public void prompt() throws FailureException {
        longest = ConsoleTalk.LONGEST;
        converse(() -> talk.seek(System.nanoTime()));
    }

    /**
     * Runs a command.
     *
     * @param command one line; without anything that a template could have brought in, see {@link UbootText#quoted}
     * @throws FailureException when it does not come back to the prompt, or the board starts anew
     */
    public UbootAnswer run(String command, Duration within) throws FailureException {
        String typed = UbootText.checked(command, longest);
        converse(() -> talk.run(typed, true, within, System.nanoTime()));
        return talk.answer();
    }

    /**
     * Runs a command that has to succeed.
     *
     * @param success what it has to say: {@code $?} is 0 for some that failed
     * @param kind what it is when it does not
     * @return where it said so
     */
    public Matcher need(String command, Pattern success, FailureKind kind, Duration within) throws FailureException {
        UbootAnswer answer = run(command, within);
        Optional<Matcher> said = answer.find(success);
        if (answer.status() != 0 || said.isEmpty()) {
            throw failed(answer, kind);
        }
        return said.get();
    }

    /** Runs a command that has to end with 0. */
    public UbootAnswer need(String command, FailureKind kind) throws FailureException {
        UbootAnswer answer = run(command, QUICK);
        if (answer.status() != 0) {
            throw failed(answer, kind);
        }
        return answer;
    }

    static FailureException failed(UbootAnswer answer, FailureKind kind) {
        return new FailureException(
                kind, "\"" + answer.command() + "\" failed (" + answer.status() + "): the board says " + answer.told());
    }

    /** A variable of the environment; empty when it is not defined. */
    public Optional<String> variable(String name) throws FailureException {
        UbootAnswer answer = run("printenv " + requireName(name), QUICK);
        return answer.status() != 0
                ? Optional.empty()
                : answer.lines().stream()
                        .filter(told -> told.startsWith(name + "="))
                        .map(told -> told.substring(name.length() + 1))
                        .findFirst();
    }

    /** Where the board loads what it is told to load, if it says so. */
    public OptionalLong loadAddress() throws FailureException {
        String told = variable("loadaddr").orElse("");
        return told.matches("(0x)?[0-9a-fA-F]{1,8}")
                ? OptionalLong.of(Long.parseLong(told.replaceFirst("^0x", ""), 16))
                : OptionalLong.empty();
    }

    /**
     * Sets a variable, and reads it back.
     *
     * @throws FailureException BOARD_REFUSED when it is not as it was set
     */
    public void set(String name, String value) throws FailureException {
        need(
                "setenv " + requireName(name) + (value.isEmpty() ? "" : " " + UbootText.quoted(value)),
                FailureKind.BOARD_REFUSED);
        String is = variable(name).orElse("");
        if (!is.equals(value)) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED, "the variable " + name + " was set to " + value + " and is " + is);
        }
    }

    private static String requireName(String name) throws FailureException {
        if (!VARIABLE.matcher(name).matches()) {
            throw new FailureException(FailureKind.RECIPE_INVALID, "\"" + name + "\" is no name of a variable");
        }
        return name;
    }

    /**
     * Has the board start anew, and its console at the prompt again.
     *
     * @throws FailureException NO_BOOT when it does not start
     */
    public void reset() throws FailureException {
        leave("reset");
        expect(Pattern.compile("U-Boot (SPL )?20[0-9]{2}\\.[0-9]{2}"), QUICK.plusSeconds(QUICK.toSeconds()));
        prompt();
    }

    /** Runs a command from which the board does not come back, such as {@code boot}. */
    public void leave(String command) throws FailureException {
        String typed = UbootText.checked(command, longest);
        converse(() -> talk.run(typed, false, QUICK, System.nanoTime()));
    }

    /**
     * Waits until the board says something.
     *
     * @throws FailureException NO_BOOT when it does not in time, with what it said last
     */
    public Matcher expect(Pattern pattern, Duration within) throws FailureException {
        converse(() -> talk.listen(pattern, within, System.nanoTime()));
        return talk.met().orElseThrow();
    }

    /**
     * Receives what the board says, as it comes, for a person; its lines are told as always. Waits a moment when nothing is there.
     *
     * @throws FailureException CABLE_LOST when the line is gone
     */
    public void overhear(ByteBuffer into) throws FailureException {
        int before = into.position();
        try {
            line.read(into, LOOK);
        } catch (ChannelException e) {
            throw e.asFailure("reading from the board's console");
        }
        talk.take(into.duplicate().flip().position(before), System.nanoTime());
        begun.accept(talk.unended());
    }

    /** Sends a person's keys as they are. */
    public void press(ByteBuffer keys) throws FailureException {
        try {
            line.write(keys, STALLED);
        } catch (ChannelException e) {
            throw e.asFailure("writing to the board's console");
        }
    }

    /** The prompt as it is; empty as long as none was seen. */
    public String promptText() {
        return talk.prompt();
    }

    /**
     * Leads a dialogue until it is over; what the board has begun then is its prompt.
     *
     * @param lines how long commands may be from here on, characters
     * @throws FailureException what ended the dialogue
     */
    public void converse(ConsoleDialogue dialogue, Duration within, int lines) throws FailureException {
        converse(() -> talk.converse(dialogue, within, System.nanoTime()));
        longest = lines;
    }

    /** Begins something, which types, and goes on until it is over. */
    private void converse(Runnable begin) throws FailureException {
        try {
            begin.run();
            while (talk.isBusy()) {
                talk.tick(System.nanoTime());
                if (talk.isBusy()) {
                    came.clear();
                    line.read(came, LOOK);
                    talk.take(came.flip(), System.nanoTime());
                }
            }
        } catch (ChannelException e) {
            throw e.asFailure("reading from the board's console");
        } catch (Broken e) {
            throw e.channel.asFailure("writing to the board's console");
        } finally {
            begun.accept(talk.unended());
        }
        Optional<Failure> failure = talk.failure();
        if (failure.isPresent()) {
            throw new FailureException(failure.get().kind(), failure.get().message());
        }
    }

    private void write(ByteBuffer bytes) {
        try {
            line.write(bytes, STALLED);
        } catch (ChannelException e) {
            throw new Broken(e);
        }
    }
}
