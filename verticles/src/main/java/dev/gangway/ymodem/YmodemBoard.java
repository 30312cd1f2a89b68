package dev.gangway.ymodem;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.SerialLine;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A board behind a serial line that takes and gives files by XMODEM or YMODEM, perhaps after a key or a rate has asked it to.
 * Blocking; one thread at a time.
 */
public final class YmodemBoard {
    /** The rate that is set as long as nobody says another. */
    public static final int USUAL_RATE = 115200;

    private static final Duration STALLED = Duration.ofSeconds(20);
    private static final Duration QUIET = Duration.ofMillis(100);

    /** How long a board may take to see a rate that is a request to it. */
    private static final Duration TOUCH = Duration.ofMillis(250);

    /** Longer than a receiver waits for the rest of a block. */
    private static final Duration ANSWER = Duration.ofMillis(2500);

    private static final int ASKS = 3;
    private static final Duration REASON = Duration.ofMillis(500);
    private static final int PIECE = 4096;
    private static final int MOST_TEXT = 4096;
    private static final int QUIET_TRIES = 20;

    private final SerialLine line;
    private final Pauses pauses;
    private final ByteBuffer came = ByteBuffer.allocate(PIECE).limit(0);

    private YmodemBoard(SerialLine line, Pauses pauses) {
        this.line = line;
        this.pauses = pauses;
    }

    /** A board; nothing is said to it yet. */
    public static YmodemBoard open(SerialLine line, Pauses pauses) {
        return new YmodemBoard(line, pauses);
    }

    /** Gets what a board sends. */
    public interface Inbox {
        /** A file begins. */
        void began(FileHeader header) throws FailureException;

        /** More of the file; without a header the file has begun by itself. */
        void data(ByteBuffer bytes) throws FailureException;

        /** The file is whole. */
        void ended() throws FailureException;
    }

    /** Sets the rate of the line, bits a second. */
    public void rate(int bitsPerSecond) throws FailureException {
        try {
            line.baud(bitsPerSecond);
        } catch (ChannelException e) {
            throw e.asFailure("setting the line to " + bitsPerSecond + " baud");
        }
    }

    /**
     * Sets a rate that means something to the board, and then another: the system remembers a line's rate, and would ask the next
     * board for the same thing.
     *
     * @param request the rate that the board takes as a request
     * @param after the rate at which is spoken then
     */
    public void touch(int request, int after) throws FailureException {
        rate(request);
        pauses.pause(TOUCH);
        rate(after);
    }

    /** Calls off what a session before this one may have left under way, and throws away what it left on the line. */
    public void settle() throws FailureException {
        write(Cancelling.bytes());
        for (int i = 0; i < QUIET_TRIES && read(QUIET); i++) {
            came.position(came.limit());
        }
    }

    /** Types on the board's console. */
    public void type(String text) throws FailureException {
        write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /**
     * Types on the board's console and waits for its answer. Types again as long as there is none: a receiver that was left in
     * the middle of a block takes what is typed for the rest of it.
     *
     * @throws FailureException as {@link #expect}
     */
    public void ask(String keys, String wanted, Duration patience) throws FailureException {
        for (int i = 0; i < ASKS; i++) {
            settle();
            type(keys);
            if (answers()) {
                break;
            }
        }
        expect(wanted, patience);
    }

    /** Whether it says a word, which then is still to be read. */
    private boolean answers() throws FailureException {
        long end = now() + ANSWER.toMillis();
        for (long left = ANSWER.toMillis(); left > 0; left = end - now()) {
            if (read(Duration.ofMillis(left))) {
                for (int i = came.position(); i < came.limit(); i++) {
                    if (came.get(i) >= ' ') {
                        return true;
                    }
                }
                came.position(came.limit());
            }
        }
        return false;
    }

    /**
     * Reads until the board says this, and no further.
     *
     * @throws FailureException TRANSFER_TIMEOUT when it says nothing, PROTOCOL_GARBAGE when it says something else, and what that
     *     means where that is known
     */
    public void expect(String wanted, Duration patience) throws FailureException {
        StringBuilder said = new StringBuilder();
        long end = now() + patience.toMillis();
        while (true) {
            long left = end - now();
            if (left <= 0 || said.length() > MOST_TEXT) {
                throw silent(wanted, said.toString(), patience);
            }
            if (read(Duration.ofMillis(left))) {
                int before = said.length();
                said.append(StandardCharsets.ISO_8859_1.decode(came.duplicate()));
                int at = said.indexOf(wanted);
                if (at >= 0) { // what is behind it may be the first sign of a transfer
                    came.position(came.position() + at + wanted.length() - before);
                    return;
                }
                came.position(came.limit());
                Optional<FailureKind> refusal = Refusals.in(said.toString());
                if (refusal.isPresent()) {
                    throw new FailureException(refusal.get(), "the board says: " + Refusals.line(said.toString()));
                }
            }
        }
    }

    private static FailureException silent(String wanted, String said, Duration patience) {
        return said.isEmpty()
                ? new FailureException(
                        FailureKind.TRANSFER_TIMEOUT,
                        "the board said nothing within " + patience.toSeconds() + " s, where \"" + wanted
                                + "\" was awaited: is it in the mode that the recipe is for, and is this its line's rate?")
                : new FailureException(
                        FailureKind.PROTOCOL_GARBAGE,
                        "the board said \"" + Refusals.line(said) + "\" where \"" + wanted + "\" was awaited"
                                + (Refusals.line(said).isEmpty()
                                        ? ": if that is garbage, its line has another rate"
                                        : ""));
    }

    /**
     * Sends files.
     *
     * @param moved gets how many bytes of them have gone by since the last time
     */
    public void send(List<Outgoing> files, SendOptions options, LongConsumer moved) throws FailureException {
        Sender sender = new Sender(files, options);
        long[] told = {0};
        drive(sender, () -> {
            long more = sender.moved() - told[0];
            told[0] += more;
            if (more > 0) {
                moved.accept(more);
            }
        });
    }

    /**
     * Receives all files of a batch; of XMODEM, one.
     *
     * @param inbox may refuse: the board is told then
     */
    public void receive(ReceiveOptions options, Inbox inbox) throws FailureException {
        Receiver receiver = new Receiver(options);
        drive(receiver, () -> {
            for (Incoming each : receiver.got()) {
                try {
                    deliver(each, inbox);
                } catch (FailureException e) {
                    receiver.cancel(e.failure());
                    return;
                }
            }
        });
    }

    private static void deliver(Incoming incoming, Inbox inbox) throws FailureException {
        if (incoming instanceof Incoming.Began began) {
            inbox.began(began.header());
        } else if (incoming instanceof Incoming.Data data) {
            inbox.data(data.bytes());
        } else {
            inbox.ended();
        }
    }

    private void drive(Endpoint end, Runnable progress) throws FailureException {
        end.begin(now());
        while (true) {
            progress.run();
            Optional<ByteBuffer> next = end.next(now());
            if (next.isPresent()) {
                write(next.get());
            } else if (end.isOver()) {
                break;
            }
            // While there is more to send, what comes is looked at in passing.
            Duration patience = next.isPresent() ? Duration.ZERO : Duration.ofMillis(Math.max(0, end.due() - now()));
            if (read(patience)) {
                end.take(came, now());
            }
            end.tick(now());
        }
        Optional<Failure> failure = end.failure();
        if (failure.isPresent()) {
            throw explained(failure.get());
        }
    }

    /** Boards that call a transfer off mostly say why. */
    private FailureException explained(Failure failure) throws FailureException {
        if (failure.kind() != FailureKind.BOARD_REFUSED && failure.kind() != FailureKind.TRANSFER_FAILED) {
            return new FailureException(failure.kind(), failure.message());
        }
        StringBuilder said = new StringBuilder();
        while (said.length() < MOST_TEXT && read(REASON)) {
            said.append(StandardCharsets.ISO_8859_1.decode(came));
        }
        String reason = Refusals.line(said.toString());
        return new FailureException(
                Refusals.in(said.toString())
                        .filter(kind -> kind != FailureKind.TRANSFER_FAILED)
                        .orElse(failure.kind()),
                reason.isEmpty() ? failure.message() : failure.message() + ", and says: " + reason);
    }

    /** Whether something came: what nobody has taken yet is there still, else more is waited for. */
    private boolean read(Duration patience) throws FailureException {
        if (came.hasRemaining()) {
            return true;
        }
        came.clear();
        try {
            line.read(came, patience);
        } catch (ChannelException e) {
            throw e.asFailure("reading from the board's serial line");
        } finally {
            came.flip();
        }
        return came.hasRemaining();
    }

    private void write(ByteBuffer bytes) throws FailureException {
        try {
            line.write(bytes, STALLED);
        } catch (ChannelException e) {
            throw e.asFailure("writing to the board's serial line");
        }
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }
}
