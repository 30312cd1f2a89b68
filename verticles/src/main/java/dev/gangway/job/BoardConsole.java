package dev.gangway.job;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.SerialLine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The console of a board, listened to by a thread of its own from its opening to its closing, since the worker may be busy with
 * flashing. An adapter that is not there, or that loses its power with the board, is opened when it is. Any thread.
 */
final class BoardConsole implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration STALLED = Duration.ofSeconds(5);
    private static final long OPEN_AGAIN_MILLIS = 250;
    private static final long CLOSES_MILLIS = 2_000;
    private static final int PIECE = 4096;

    /** FTDI's chips wait 16 ms for more before they send (AN232B-04). */
    private static final long LATE = Duration.ofMillis(50).toNanos();

    private static final long MOST_LATE = Duration.ofMillis(300).toNanos();
    private static final long STEP_MILLIS = 10;

    private final Opening opening;
    private final Consumer<String> lines;
    private final Consumer<String> begun;
    private final ConsoleEar ear = new ConsoleEar();
    private final Queue<ByteBuffer> typed = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread listener;
    private volatile @Nullable SerialLine open;
    private volatile String trouble = "";
    private volatile long heard = System.nanoTime();

    /** Opens the line; the caller closes it. */
    @FunctionalInterface
    interface Opening {
        SerialLine open() throws ChannelException;
    }

    private BoardConsole(Opening opening, Consumer<String> lines, Consumer<String> begun, String name) {
        this.opening = opening;
        this.lines = lines;
        this.begun = begun;
        this.listener = new Thread(this::listen, name);
        listener.setDaemon(true);
    }

    /**
     * Begins to listen.
     *
     * @param lines gets each line that is said, and why nobody can listen; called by the thread that listens
     * @param begun gets the line that has not ended, each time that it grew
     * @param name of the thread
     */
    static BoardConsole listen(Opening opening, Consumer<String> lines, Consumer<String> begun, String name) {
        BoardConsole console = new BoardConsole(opening, lines, begun, name);
        console.listener.start();
        return console;
    }

    private void listen() {
        while (closed.getCount() > 0) {
            try (SerialLine line = opening.open()) {
                open = line;
                line.discard(); // of a pty, what was said to nobody
                trouble = "";
                while (closed.getCount() > 0) {
                    send(line);
                    hear(line);
                }
            } catch (ChannelException e) {
                failed(String.valueOf(e.getMessage()));
            } finally {
                open = null;
            }
        }
    }

    private void send(SerialLine line) throws ChannelException {
        for (ByteBuffer keys = typed.poll(); keys != null; keys = typed.poll()) {
            line.write(keys, STALLED);
        }
    }

    private void hear(SerialLine line) throws ChannelException {
        ByteBuffer came = ByteBuffer.allocate(PIECE);
        if (line.read(came, LOOK) > 0) {
            heard = System.nanoTime();
            ear.take(came.flip()).forEach(lines);
            begun.accept(ear.unended());
        }
    }

    /** The same trouble is told once. */
    private void failed(String why) {
        if (closed.getCount() > 0 && !why.equals(trouble)) {
            trouble = why;
            lines.accept("[nobody can listen: " + why + "]");
        }
        try {
            closed.await(OPEN_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }

    /** What was said up to now is no answer to what comes. */
    void forget() {
        ear.forget();
    }

    /** Waits for what was said and has not come: adapters hand it over a little late. */
    void settle() {
        long called = System.nanoTime();
        try {
            for (long now = called;
                    now - called < MOST_LATE && now - Math.max(called, heard) < LATE;
                    now = System.nanoTime()) {
                closed.await(STEP_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Types a line, with Enter behind it, as soon as the console is open. */
    void type(String line) {
        ear.typed(line, System.nanoTime());
        typed.add(ByteBuffer.wrap((line + "\r").getBytes(StandardCharsets.US_ASCII)));
    }

    /** Where this was said since {@link #forget}, {@link #type} and the last that was found. */
    Optional<Matcher> find(Pattern pattern) {
        return ear.find(pattern, System.nanoTime());
    }

    /** Why nobody can listen now, or what was said last; for people. */
    String state() {
        return trouble.isEmpty() ? "it said last: " + ear.last() : trouble;
    }

    @Override
    public void close() {
        closed.countDown();
        SerialLine line = open;
        if (line != null) {
            line.cancel();
        }
        try {
            listener.join(CLOSES_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
