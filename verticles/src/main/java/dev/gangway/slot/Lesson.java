package dev.gangway.slot;

import dev.gangway.model.PortPath;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A lesson of the port map: boards are plugged in one after the other, and each port is asked for its label once, in the
 * order in which its board came. A board that is pulled and comes back is asked for again, in case its label was wrong.
 * Pure; one thread.
 */
public final class Lesson {
    private final Instant since;
    private final String operator;
    private final Deque<PortPath> queue = new ArrayDeque<>();
    private final Set<PortPath> answered = new HashSet<>();

    /** A lesson that begins now; boards that are plugged in already are not asked for. */
    public Lesson(Instant since, String operator) {
        this.since = since;
        this.operator = operator;
    }

    /** When it began. */
    public Instant since() {
        return since;
    }

    /** Who began it. */
    public String operator() {
        return operator;
    }

    /** A board was plugged in, or came back in another mode. True when that changes what is asked or waits. */
    public boolean arrived(PortPath port) {
        return !answered.contains(port) && !queue.contains(port) && queue.add(port);
    }

    /** A board was pulled. Its port stays in question until it is answered: a label may be scanned with empty hands. */
    public void left(PortPath port) {
        answered.remove(port);
    }

    /** The port whose label is asked for; empty while a board has to be plugged in. */
    public Optional<PortPath> asking() {
        return Optional.ofNullable(queue.peek());
    }

    /** How many boards wait behind that one. */
    public int waiting() {
        return Math.max(0, queue.size() - 1);
    }

    /** The port that is asked for has its label, or needs none. */
    public void answered() {
        PortPath done = queue.poll();
        if (done != null) {
            answered.add(done);
        }
    }
}
