package dev.gangway.channel;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;

/**
 * What a person would see of a console on a serial line: lines, and the one that is not ended yet. Backspaces and returns move within a line;
 * escape sequences (ECMA-48), which colour a prompt or ask where the cursor is, are not there. One thread.
 */
public final class ConsoleScreen {
    /** Noise that never ends a line must not fill the memory. */
    private static final int LONGEST = 4096;

    private static final int ESCAPE = 0x1b;
    private static final int BELL = 7;
    private static final int BACKSPACE = 8;
    private static final int DELETE = 0x7f;

    private final StringBuilder current = new StringBuilder();
    private final Deque<String> lines = new ArrayDeque<>();
    private int cursor;
    private Escape escape = Escape.NONE;
    private int bells;

    /** How much of an escape sequence has come. */
    private enum Escape {
        NONE,
        BEGUN,
        PARAMETERS
    }

    /** Takes what came. */
    public void take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            take(bytes.get() & 0xff);
        }
    }

    private void take(int one) {
        switch (escape) {
            case BEGUN -> escape = one == '[' ? Escape.PARAMETERS : Escape.NONE;
            case PARAMETERS -> {
                if (one >= '@' && one <= '~') {
                    escape = Escape.NONE;
                }
            }
            case NONE -> show(one);
        }
    }

    private void show(int one) {
        switch (one) {
            case ESCAPE -> escape = Escape.BEGUN;
            case BELL -> bells++;
            case BACKSPACE -> cursor = Math.max(0, cursor - 1);
            case '\r' -> cursor = 0;
            case '\n' -> end();
            default -> {
                if ((one >= ' ' && one != DELETE) || one == '\t') {
                    put(one > DELETE ? '?' : one == '\t' ? ' ' : (char) one);
                }
            }
        }
    }

    private void put(char letter) {
        if (cursor < current.length()) {
            current.setCharAt(cursor, letter);
        } else {
            current.append(letter);
        }
        cursor++;
        if (current.length() >= LONGEST) {
            end();
        }
    }

    private void end() {
        lines.add(current.toString());
        current.setLength(0);
        cursor = 0;
    }

    /** The lines that have ended, in order; whoever takes one removes it. */
    public Queue<String> lines() {
        return lines;
    }

    /** The line that has not ended. */
    public String current() {
        return current.toString();
    }

    /** How often it rang. */
    public int bells() {
        return bells;
    }
}
