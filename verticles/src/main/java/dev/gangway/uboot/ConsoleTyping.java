package dev.gangway.uboot;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A line on its way to a board: in pieces that the smallest of UARTs keeps, each waited for until it has come back. Enter is no part
 * of it.
 */
final class ConsoleTyping {
    /** A 16550's FIFO. */
    private static final int PIECE = 16;

    /** U-Boot answers at once, or has lost the key; or it is slow: with each try it is given twice as long. */
    static final long AT_ONCE = Duration.ofMillis(700).toNanos();

    /** Linux keeps what is typed, and echoes when it has time: not much, while it writes a disk. */
    static final long WITH_TIME = Duration.ofSeconds(8).toNanos();

    private static final int MOST_TRIES = 5;

    private final Consumer<String> keys;
    private String line = "";
    private int typed;
    private int tries;
    private long echoUntil;
    private long patience = AT_ONCE;

    ConsoleTyping(Consumer<String> keys) {
        this.keys = keys;
    }

    /** The line is this one; none of it is typed. */
    void line(String text) {
        line = text;
        tries = 0;
    }

    String line() {
        return line;
    }

    /** Types its beginning; each piece has to be back so many nanoseconds later, of a first try. */
    void begin(long forEcho, long now) {
        patience = forEcho;
        typed = 0;
        piece(now);
    }

    private void piece(long now) {
        int end = Math.min(line.length(), typed + PIECE);
        keys.accept(line.substring(typed, end));
        typed = end;
        echoUntil = now + Math.min(WITH_TIME, patience << tries);
    }

    /** Types on when all that was typed came back; whether the whole line has. */
    boolean isEchoed(String prompt, String shown, long now) {
        if (!shown.equals(prompt + line.substring(0, typed))) {
            return false;
        }
        if (typed < line.length()) {
            piece(now);
            return false;
        }
        return true;
    }

    /** Whether what was typed should have come back by now. */
    boolean isLate(long now) {
        return now >= echoUntil;
    }

    /** Another try is needed; whether there may be one. */
    boolean mayTryAgain() {
        tries++;
        return tries < MOST_TRIES;
    }

    int tries() {
        return tries;
    }
}
