package dev.gangway.console;

import dev.gangway.message.ConsoleText;
import dev.gangway.model.JobId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a console says in one attempt, masked already: its beginning and its end, as far as they are kept. The worker adds, any
 * thread reads.
 */
public final class ConsoleLog {
    /** A page that comes late is told no more than this of what was said before. */
    private static final int MOST_LIVE = 500;

    /** Of a line that never ends. */
    private static final int LONGEST = 8_192;

    private static final int LAST_LINES = 20;
    private static final int LAST_SIGNS = 2_000;

    private final JobId job;
    private final int attempt;
    private final long half;
    private final List<String> head = new ArrayList<>();
    private final Deque<String> tail = new ArrayDeque<>();
    private long headBytes;
    private long tailBytes;
    private long leftOut;
    private long leftOutLines;
    private boolean headIsFull;
    private String begun = "";
    private String mark = "";

    /**
     * Nothing was said yet.
     *
     * @param keep how many bytes are kept; half of it from the beginning
     */
    ConsoleLog(JobId job, int attempt, long keep) {
        this.job = job;
        this.attempt = attempt;
        this.half = keep / 2;
    }

    /** Of which job. */
    public JobId job() {
        return job;
    }

    /** Of which attempt. */
    public int attempt() {
        return attempt;
    }

    /** A step begins: what is said from here on was said in it. */
    public synchronized void step(String name) {
        mark = "[step " + name + "]";
    }

    /** A line. */
    public synchronized void add(String line) {
        begun = "";
        if (!mark.isEmpty()) {
            String first = mark;
            mark = "";
            put(first);
        }
        put(line);
    }

    private void put(String line) {
        String kept = line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
        long size = size(kept);
        if (!headIsFull && headBytes + size <= half) {
            head.add(kept);
            headBytes += size;
            return;
        }
        headIsFull = true;
        tail.add(kept);
        tailBytes += size;
        while (tailBytes > half) {
            long gone = size(tail.remove());
            tailBytes -= gone;
            leftOut += gone;
            leftOutLines++;
        }
    }

    /** What the board says now without having ended the line; the next one, or a line, takes its place. */
    public synchronized void begun(String text) {
        begun = text;
    }

    /** Whether nothing was said. */
    public synchronized boolean isEmpty() {
        return head.isEmpty() && tail.isEmpty() && begun.isBlank();
    }

    /** How many bytes were left out of the middle. */
    public synchronized long leftOut() {
        return leftOut;
    }

    /** All that is kept, with a mark where something is left out. */
    public synchronized String text() {
        StringBuilder text = new StringBuilder();
        head.forEach(line -> text.append(line).append('\n'));
        if (leftOut > 0) {
            text.append("[… ")
                    .append(leftOutLines)
                    .append(" lines, ")
                    .append(leftOut)
                    .append(" bytes, left out here: console: keep: in station.yaml says how much is kept …]\n");
        }
        tail.forEach(line -> text.append(line).append('\n'));
        return begun.isBlank()
                ? text.toString()
                : text.append(begun).append('\n').toString();
    }

    /** The last lines. */
    public synchronized String last() {
        Deque<String> last = new ArrayDeque<>();
        int signs = 0;
        List<String> all = new ArrayList<>(head);
        all.addAll(tail);
        if (!begun.isBlank()) {
            all.add(begun);
        }
        for (int i = all.size() - 1; i >= 0 && last.size() < LAST_LINES; i--) {
            signs += all.get(i).length() + 1;
            if (signs > LAST_SIGNS && !last.isEmpty()) {
                break;
            }
            last.addFirst(all.get(i).length() > LAST_SIGNS ? all.get(i).substring(0, LAST_SIGNS) + "…" : all.get(i));
        }
        return String.join("\n", last);
    }

    /** What is new since so many lines were said. */
    public synchronized ConsoleText since(long known) {
        long said = head.size() + leftOutLines + tail.size();
        long from = Math.max(Math.max(0, known), said - MOST_LIVE);
        StringBuilder text = new StringBuilder();
        for (long i = from; i < head.size(); i++) {
            text.append(head.get((int) i)).append('\n');
        }
        long number = head.size() + leftOutLines;
        for (String line : tail) {
            if (number >= from) {
                text.append(line).append('\n');
            }
            number++;
        }
        return new ConsoleText(attempt, true, said, text.toString(), "");
    }

    private static long size(String line) {
        return line.getBytes(StandardCharsets.UTF_8).length + 1L;
    }
}
