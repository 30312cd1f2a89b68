package dev.gangway.uboot;

import dev.gangway.model.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host's side of a conversation with U-Boot's console, as a machine without clock and line: what comes, and the time in
 * nanoseconds, goes in; keys go out.
 *
 * <p>A command is typed in pieces that the smallest of UARTs keeps, and Enter is pressed only when all of it has come back as an
 * echo: a letter that got lost would make another command of it. Behind it, in the same line, {@code $?} is asked for under a word
 * that is new each time. An empty line is never sent: U-Boot would repeat the command before.
 */
final class ConsoleTalk {
    /** U-Boot cuts a line at CONFIG_SYS_CBSIZE, 256 on small builds, and runs what is left of it. */
    static final int LONGEST = 230;

    /** A 16550's FIFO. */
    private static final int PIECE = 16;

    private static final long KEY = Duration.ofMillis(100).toNanos();
    private static final long QUIET = Duration.ofMillis(120).toNanos();
    private static final long ECHO = Duration.ofMillis(700).toNanos();
    private static final int MOST_TRIES = 5;
    private static final int KEPT_LINES = 400;

    /** A NAND's bad blocks, a line each. */
    private static final int MOST_ANSWER_LINES = 2000;

    /** Of five beats, so many type what stops the countdown; the last cleans the line where a prompt is there already. */
    private static final int BEATS = 5;

    private static final String CONTROL_C = "\u0003";
    private final UbootWays ways;
    private final Consumer<ByteBuffer> out;
    private final Consumer<String> said;
    private final ConsoleScreen screen = new ConsoleScreen();
    private final ConsoleHistory history = new ConsoleHistory();
    private final Deque<String> unheeded = new ArrayDeque<>();
    private final List<String> answer = new ArrayList<>();
    private Phase phase = Phase.IDLE;
    private String prompt = "";
    private String command = "";
    private String line = "";
    private String word = "";
    private int count;
    private int typed;
    private int tries;
    private int beat;
    private int bells;
    private int status;
    private boolean marked;
    private boolean banner;
    private boolean heard;
    private long lastHeard;
    private long nextKey;
    private long deadline;
    private long echoUntil;
    private @Nullable Failure failure;
    private @Nullable Pattern awaited;
    private @Nullable Matcher met;

    /** What goes on. */
    enum Phase {
        /** Nothing; the console is at its prompt if it ever was. */
        IDLE,
        /** A prompt is looked for. */
        SEEKING,
        /** A prompt was seen; what comes still is waited for. */
        SETTLING,
        /** A command is being typed. */
        TYPING,
        /** A command runs. */
        RUNNING,
        /** A line is waited for. */
        LISTENING
    }

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
        return phase != Phase.IDLE;
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
        return Optional.ofNullable(met);
    }

    /** Begins to look for the prompt: the countdown is stopped, and what runs is called off. */
    void seek(long now) {
        begin(Phase.SEEKING, now, ways.within());
        heard = false;
        line = "";
        beat = 0;
        nextKey = now;
    }

    /** Begins to wait for a line, or the beginning of one, that has this in it; also one that came since the last was met. */
    void listen(Pattern pattern, Duration within, long now) {
        begin(Phase.LISTENING, now, within);
        awaited = pattern;
        met = null;
        while (phase == Phase.LISTENING && !unheeded.isEmpty()) {
            look(unheeded.remove());
        }
        look(screen.current());
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
        line = isMarked ? text + "; echo " + word + "$?" : text;
        begin(Phase.TYPING, now, within);
        tries = 0;
        answer.clear();
        if (screen.current().equals(prompt)) {
            type(now);
        } else {
            clean(now);
        }
    }

    private void begin(Phase next, long now, Duration within) {
        failure = null;
        phase = next;
        if (next != Phase.LISTENING) {
            unheeded.clear();
        }
        banner = false;
        deadline = now + within.toNanos();
    }

    private void type(long now) {
        phase = Phase.TYPING;
        typed = 0;
        bells = screen.bells();
        piece(now);
    }

    private void piece(long now) {
        int end = Math.min(line.length(), typed + PIECE);
        send(line.substring(typed, end));
        typed = end;
        echoUntil = now + ECHO;
    }

    /** Control-C gives a clean line, on whose end is waited until nothing more comes. */
    private void clean(long now) {
        phase = Phase.SETTLING;
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
            ended(screen.lines().remove());
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
                    phase = Phase.IDLE;
                }
            }
            case LISTENING -> look(screen.current());
            case IDLE, SETTLING -> {}
        }
    }

    private void ended(String one) {
        String text = one.stripTrailing();
        if (text.isBlank()) {
            return;
        }
        said.accept(text);
        history.add(text);
        boolean restarts = ConsoleSigns.isFirstStage(text) || (banner && ConsoleSigns.isStart(text));
        banner |= ConsoleSigns.isBanner(text);
        switch (phase) {
            case RUNNING -> {
                if (ConsoleSigns.isCrash(text)) {
                    fail(trouble().crashed(text));
                } else if (restarts) {
                    fail(trouble().startedAnew());
                } else {
                    output(text);
                }
            }
            case LISTENING -> look(text);
            case IDLE -> {
                unheeded.add(text);
                if (unheeded.size() > KEPT_LINES) {
                    unheeded.remove();
                }
            }
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
        } else if (answer.size() < MOST_ANSWER_LINES && !text.equals(prompt + line)) {
            answer.add(text);
        }
    }

    private void look(String text) {
        Pattern wanted = awaited;
        if (phase == Phase.LISTENING && wanted != null) {
            Matcher matcher = wanted.matcher(text);
            if (matcher.find()) {
                met = matcher;
                phase = Phase.IDLE;
            }
        }
    }

    private void echoed(long now) {
        if (!screen.current().equals(prompt + line.substring(0, typed))) {
            return;
        }
        if (typed < line.length()) {
            piece(now);
            return;
        }
        send("\r");
        if (marked) {
            status = -1;
            phase = Phase.RUNNING;
        } else {
            phase = Phase.IDLE;
        }
    }

    /** Time passes. */
    void tick(long now) {
        if (phase == Phase.IDLE) {
            return;
        }
        if (now >= deadline) {
            late();
            return;
        }
        switch (phase) {
            case SEEKING -> {
                if (now >= nextKey) {
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
                    fail(trouble().lineTooLong(line.length()));
                } else if (now >= echoUntil) {
                    garbled(now);
                }
            }
            default -> {}
        }
    }

    private void settled(long now) {
        if (line.isEmpty()) {
            phase = Phase.IDLE;
        } else {
            type(now);
        }
    }

    private void garbled(long now) {
        tries++;
        if (tries == MOST_TRIES) {
            send(CONTROL_C);
            fail(trouble().garbled(line, tries, screen.current()));
            return;
        }
        clean(now);
    }

    private void late() {
        Pattern wanted = awaited;
        if (phase == Phase.SEEKING || phase == Phase.SETTLING) {
            fail(heard ? trouble().noPrompt() : trouble().silent());
        } else if (phase == Phase.LISTENING && wanted != null) {
            fail(trouble().notSaid(wanted));
        } else {
            send(CONTROL_C);
            fail(trouble().late());
        }
    }

    private ConsoleTrouble trouble() {
        return new ConsoleTrouble(command, history.last(screen.current()));
    }

    private void fail(Failure why) {
        failure = why;
        phase = Phase.IDLE;
    }
}
