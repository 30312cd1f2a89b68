package dev.gangway.uboot;

import dev.gangway.channel.ConsoleScreen;
import dev.gangway.model.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host's side of a conversation with U-Boot's console, and with the shell of a Linux that it booted, as a machine without clock
 * and line: what comes, and the time in nanoseconds, goes in; keys go out.
 *
 * <p>A command is typed in pieces that the smallest of UARTs keeps, and Enter is pressed only when all of it has come back as an
 * echo: a letter that got lost would make another command of it. Behind it, in the same line, {@code $?} is asked for under a word
 * that is new each time. An empty line is never sent: U-Boot would repeat the command before.
 */
final class ConsoleTalk {
    /** U-Boot cuts a line at CONFIG_SYS_CBSIZE, 256 on small builds, and runs what is left of it. */
    static final int LONGEST = 230;

    private static final long KEY = Duration.ofMillis(100).toNanos();
    private static final long QUIET = Duration.ofMillis(120).toNanos();
    private static final long ECHO = Duration.ofMillis(700).toNanos();
    /** A NAND's bad blocks, a line each. */
    private static final int MOST_ANSWER_LINES = 2000;

    /** Of five beats, so many type what stops the countdown; the last cleans the line where a prompt is there already. */
    private static final int BEATS = 5;

    /**
     * The prompt of a Linux that this station has booted. No U-Boot has it, so an attempt that finds the board there knows where it
     * is.
     */
    static final String LINUX = "{gangway} ";

    private static final long ANEW = Duration.ofSeconds(1).toNanos();
    private static final String CONTROL_C = "\u0003";
    private final UbootWays ways;
    private final Consumer<ByteBuffer> out;
    private final Consumer<String> said;
    private final ConsoleScreen screen = new ConsoleScreen();
    private final ConsoleHistory history = new ConsoleHistory();
    private final ConsoleListening listening = new ConsoleListening();
    private final List<String> answer = new ArrayList<>();
    private ConsolePhase phase = ConsolePhase.IDLE;
    private String prompt = "";
    private String command = "";
    private final ConsoleTyping typing = new ConsoleTyping(this::send);
    private String word = "";
    private int count;
    private int beat;
    private int bells;
    private int status;
    private boolean marked;
    private boolean banner;
    private boolean heard;
    private long lastHeard;
    private long nextKey;
    private long deadline;
    private @Nullable Failure failure;
    private @Nullable ConsoleDialogue dialogue;
    private long asked;

    /**
     * A conversation.
     *
     * @param out types
     * @param said gets each line that the board says
     */
    ConsoleTalk(UbootWays ways, Consumer<ByteBuffer> out, Consumer<String> said) {
        this.ways = ways;
        this.out = out;
        this.said = said;
    }

    boolean isBusy() {
        return phase != ConsolePhase.IDLE;
    }

    /** Why the last thing that was begun failed. */
    Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** The prompt as it is; empty as long as none was seen. */
    String prompt() {
        return prompt;
    }

    /** Whether the board has said anything since {@link #seek}. */
    boolean heard() {
        return heard;
    }

    /** What the last command said. */
    UbootAnswer answer() {
        return new UbootAnswer(command, answer, status);
    }

    /** What {@link #listen} waited for. */
    Optional<Matcher> met() {
        return listening.met();
    }

    /** Begins to look for the prompt: the countdown is stopped, and what runs is called off. */
    void seek(long now) {
        begin(ConsolePhase.SEEKING, now, ways.within());
        heard = false;
        typing.line("");
        beat = 0;
        nextKey = now;
    }

    /** Begins to wait for a line, or the beginning of one, that has this in it; also one that came since the last was met. */
    void listen(Pattern pattern, Duration within, long now) {
        begin(ConsolePhase.LISTENING, now, within);
        listening.begin(pattern);
        if (listening.isKept() || listening.meets(screen.current())) {
            phase = ConsolePhase.IDLE;
        }
    }

    /** Begins a dialogue; it hears also the lines that came since the last command. */
    void converse(ConsoleDialogue with, Duration within, long now) {
        begin(ConsolePhase.TALKING, now, within);
        dialogue = with;
        lastHeard = now;
        asked = now;
    }

    /**
     * Begins a command. It has to be one line of printable ASCII and no longer than {@link #LONGEST}.
     *
     * @param isMarked whether it comes back to the prompt, and is asked for its status
     */
    void run(String text, boolean isMarked, Duration within, long now) {
        command = text;
        marked = isMarked;
        count++;
        word = "gw" + count + ":";
        typing.line(isMarked ? text + "; echo " + word + "$?" : text);
        begin(ConsolePhase.TYPING, now, within);
        answer.clear();
        if (screen.current().equals(prompt)) {
            type(now);
        } else {
            clean(now);
        }
    }

    private void begin(ConsolePhase next, long now, Duration within) {
        failure = null;
        phase = next;
        if (next != ConsolePhase.LISTENING) {
            listening.forget();
        }
        banner = false;
        deadline = now + within.toNanos();
    }

    private void type(long now) {
        phase = ConsolePhase.TYPING;
        bells = screen.bells();
        typing.begin(prompt.equals(LINUX) ? ConsoleTyping.WITH_TIME : ConsoleTyping.AT_ONCE, now);
    }

    /** Control-C gives a clean line, on whose end is waited until nothing more comes. */
    private void clean(long now) {
        phase = ConsolePhase.SETTLING;
        lastHeard = now;
        nextKey = now + ECHO;
        send(CONTROL_C);
    }

    private void send(String keys) {
        out.accept(ByteBuffer.wrap(keys.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The line that the board has begun and not ended. */
    String unended() {
        return screen.current();
    }

    /** Takes what came. */
    void take(ByteBuffer bytes, long now) {
        if (!bytes.hasRemaining()) {
            return;
        }
        heard = true;
        lastHeard = now;
        screen.take(bytes);
        while (!screen.lines().isEmpty()) {
            ended(screen.lines().remove(), now);
        }
        switch (phase) {
            case SEEKING -> {
                if (ways.prompt().matcher(screen.current()).matches()) {
                    prompt = screen.current();
                    clean(now);
                }
            }
            case TYPING -> echoed(now);
            case RUNNING -> {
                if (status >= 0 && screen.current().equals(prompt)) {
                    phase = ConsolePhase.IDLE;
                }
            }
            case LISTENING -> look(screen.current());
            case IDLE, SETTLING, TALKING -> {}
        }
    }

    private void ended(String one, long now) {
        String text = one.stripTrailing();
        if (text.isBlank()) {
            return;
        }
        said.accept(text);
        history.add(text);
        boolean restarts = ConsoleSigns.isFirstStage(text) || (banner && ConsoleSigns.isStart(text));
        banner |= ConsoleSigns.isBanner(text);
        switch (phase) {
            case RUNNING, TYPING, SETTLING -> {
                if (phase == ConsolePhase.SETTLING && typing.line().isEmpty()) {
                    return; // the prompt was looked for: whatever led to it
                }
                if (ConsoleSigns.isCrash(text)) {
                    fail(trouble().crashed(text));
                } else if (restarts) {
                    fail(trouble().startedAnew());
                } else if (phase == ConsolePhase.RUNNING) {
                    output(text);
                }
            }
            case LISTENING -> look(text);
            case TALKING -> {
                ConsoleDialogue with = dialogue;
                if (with != null) {
                    make(with.ended(text), now);
                }
            }
            case IDLE -> listening.keep(text);
            default -> {}
        }
    }

    private void output(String text) {
        int at = text.indexOf(word);
        if (at >= 0 && text.substring(at + word.length()).matches("-?[0-9]{1,3}")) {
            status = Math.abs(Integer.parseInt(text.substring(at + word.length())));
            if (at > 0) {
                answer.add(text.substring(0, at));
            }
        } else if (answer.size() < MOST_ANSWER_LINES && !text.equals(prompt + typing.line())) {
            answer.add(text);
        }
    }

    private void look(String text) {
        if (phase == ConsolePhase.LISTENING && listening.meets(text)) {
            phase = ConsolePhase.IDLE;
        }
    }

    private void make(ConsoleDialogue.Move move, long now) {
        if (move instanceof ConsoleDialogue.Move.Type type) {
            lastHeard = now;
            send(type.keys());
        } else if (move instanceof ConsoleDialogue.Move.Over) {
            prompt = screen.current();
            phase = ConsolePhase.IDLE;
        } else if (move instanceof ConsoleDialogue.Move.Fail fail) {
            fail(fail.failure());
        }
    }

    private void ask(long now) {
        ConsoleDialogue with = dialogue;
        if (with != null && now - lastHeard >= QUIET && now - asked >= QUIET) {
            asked = now;
            make(with.quiet(screen.current(), Duration.ofNanos(now - lastHeard)), now);
        }
    }

    private void echoed(long now) {
        if (!typing.isEchoed(prompt, screen.current(), now)) {
            return;
        }
        send("\r");
        if (marked) {
            status = -1;
            phase = ConsolePhase.RUNNING;
        } else {
            phase = ConsolePhase.IDLE;
        }
    }

    /** Time passes. */
    void tick(long now) {
        if (phase == ConsolePhase.IDLE) {
            return;
        }
        if (now >= deadline) {
            late();
            return;
        }
        switch (phase) {
            case SEEKING -> {
                if (now >= nextKey && screen.current().equals(LINUX)) {
                    send("reboot -f\r");
                    nextKey = now + ANEW;
                } else if (now >= nextKey) {
                    boolean cleans = ways.stop().isEmpty() || beat % BEATS == BEATS - 1;
                    send(cleans ? CONTROL_C : ways.stop());
                    beat++;
                    nextKey = now + KEY;
                }
            }
            case SETTLING -> {
                if (now - lastHeard >= QUIET && screen.current().equals(prompt)) {
                    settled(now);
                } else if (now >= nextKey) {
                    clean(now);
                }
            }
            case TYPING -> {
                if (screen.bells() > bells) {
                    send(CONTROL_C);
                    fail(trouble().lineTooLong(typing.line().length()));
                } else if (typing.isLate(now)) {
                    garbled(now);
                }
            }
            case RUNNING -> {
                // A driver's line behind the prompt hides it.
                if (status >= 0 && now - lastHeard >= ECHO) {
                    phase = ConsolePhase.IDLE;
                }
            }
            case TALKING -> ask(now);
            default -> {}
        }
    }

    private void settled(long now) {
        if (typing.line().isEmpty()) {
            phase = ConsolePhase.IDLE;
        } else {
            type(now);
        }
    }

    private void garbled(long now) {
        if (!typing.mayTryAgain()) {
            send(CONTROL_C);
            fail(trouble().garbled(typing.line(), typing.tries(), screen.current()));
            return;
        }
        clean(now);
    }

    private void late() {
        switch (phase) {
            case SEEKING, SETTLING ->
                fail(heard ? trouble().noPrompt() : trouble().silent());
            case LISTENING -> fail(trouble().notSaid(listening.awaited()));
            case TALKING -> {
                ConsoleDialogue with = dialogue;
                if (with != null) {
                    Failure why = with.late(history.last(screen.current()));
                    fail(why);
                }
            }
            default -> {
                send(CONTROL_C);
                fail(trouble().late());
            }
        }
    }

    private ConsoleTrouble trouble() {
        return new ConsoleTrouble(command, history.last(screen.current()));
    }

    private void fail(Failure why) {
        failure = why;
        phase = ConsolePhase.IDLE;
    }
}
