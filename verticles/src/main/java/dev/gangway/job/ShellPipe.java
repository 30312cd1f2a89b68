package dev.gangway.job;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Between a person's terminal and the worker that is at the board: keys one way, what the board says the other way. Both are
 * bounded: a board does not wait for a page, so the oldest of what it said makes room. Any thread.
 */
public final class ShellPipe {
    /** Characters that wait for the page. */
    private static final int MOST_SAID = 256 << 10;

    /** Bytes that wait for the board. */
    private static final int MOST_KEYS = 64 << 10;

    private final StringBuilder said = new StringBuilder();
    private byte[] keys = new byte[0];
    private long leftOut;
    private @Nullable String ended;
    private @Nullable Runnable waiting;

    /** Keys for the board; false when it has more to take than it can, and these are left out. */
    public synchronized boolean type(String typed) {
        byte[] more = typed.getBytes(StandardCharsets.UTF_8);
        if (keys.length + more.length > MOST_KEYS) {
            return false;
        }
        byte[] all = Arrays.copyOf(keys, keys.length + more.length);
        System.arraycopy(more, 0, all, keys.length, more.length);
        keys = all;
        return true;
    }

    /** The next keys. */
    synchronized byte[] keys(int most) {
        byte[] next = Arrays.copyOf(keys, Math.min(most, keys.length));
        keys = Arrays.copyOfRange(keys, next.length, keys.length);
        return next;
    }

    /** Something for the terminal. */
    public void say(String text) {
        Runnable ready;
        synchronized (this) {
            if (text.isEmpty()) {
                return;
            }
            said.append(text);
            int over = said.length() - MOST_SAID;
            if (over > 0) {
                said.delete(0, over);
                leftOut += over;
            }
            ready = takeWaiting();
        }
        ready.run();
    }

    /** Whether it is over. */
    synchronized boolean isOver() {
        return ended != null;
    }

    /** It is over, because of this. */
    public void end(String why) {
        Runnable ready;
        synchronized (this) {
            ended = ended == null ? why : ended;
            ready = takeWaiting();
        }
        ready.run();
    }

    private Runnable takeWaiting() {
        Runnable one = waiting;
        waiting = null;
        return one == null ? () -> {} : one;
    }

    /** What is there for the terminal; empty = nothing. */
    public synchronized String take() {
        String text = leftOut == 0
                ? said.toString()
                : "\r\n[… " + leftOut + " characters came faster than they were shown and are left out …]\r\n" + said;
        said.setLength(0);
        leftOut = 0;
        return text;
    }

    /** Why it is over; empty as long as it is not. */
    public synchronized Optional<String> ended() {
        return Optional.ofNullable(ended);
    }

    /** Calls this once, when something is there or it is over, on whichever thread; one that is asked later takes its place. */
    public void whenReady(Runnable call) {
        synchronized (this) {
            if (said.length() == 0 && ended == null) {
                waiting = call;
                return;
            }
        }
        call.run();
    }
}
