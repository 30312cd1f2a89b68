package dev.gangway.ymodem;

import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sending end.
 *
 * <pre>
 * HEADER_WANTED -C-> HEADER_SENT -ACK-> DATA_WANTED -C-> BLOCK_SENT -ACK-> … EOT_SENT -ACK-> HEADER_WANTED … OVER
 *                                            -G-> STREAMING -> EOT_SENT
 * </pre>
 *
 * An empty header is the last one. XMODEM begins at DATA_WANTED and ends with the EOT's ACK.
 */
final class Sender implements Endpoint {
    private static final int TRIES = 10;
    private static final int GOODBYES = 3;

    /** Longer than the ten seconds of a receiver, which asks again itself: two that ask at once get two answers. */
    private static final long ANSWER = 15_000;

    private static final int SILENCES = 3;

    /** So many bytes that mean nothing are no noise: the board has left the transfer, and its console speaks. */
    private static final int WORDS = 24;

    private static final long GOODBYE = 3_000;

    /** Receivers that erase their flash do it when they have the header. */
    private static final long ERASING = 70_000;

    /** A C this soon behind what we sent was on its way before. */
    private static final long CROSSING = 1_000;

    private final List<Outgoing> files;
    private final SendOptions options;
    private final Cancelling cancelling = new Cancelling();

    private Phase phase = Phase.HEADER_WANTED;
    private int file;
    private boolean crc = true;
    private boolean streams;

    /** Where in the file the block begins that was sent last, and what it holds of it. */
    private long at;

    private int held;
    private int number;
    private int tries;
    private int silences;
    private int words;
    private long moved;
    private @Nullable ByteBuffer pending;
    private long notBefore;
    private long sentAt;
    private long due;
    private @Nullable Failure failure;

    private enum Phase {
        HEADER_WANTED,
        HEADER_SENT,
        DATA_WANTED,
        BLOCK_SENT,
        STREAMING,
        EOT_SENT,
        OVER
    }

    /** For files, of which XMODEM takes one. */
    Sender(List<Outgoing> files, SendOptions options) {
        if (!options.headers() && files.size() != 1) {
            throw new IllegalArgumentException("XMODEM sends one file, not " + files.size());
        }
        this.files = List.copyOf(files);
        this.options = options;
    }

    /** Bytes of files that the receiver has acknowledged, or that went by without being asked back. */
    long moved() {
        return moved;
    }

    /** How many files the receiver has acknowledged as a whole. */
    int files() {
        return file;
    }

    @Override
    public void begin(long now) {
        due = now + options.opening().toMillis();
        phase = options.headers() ? Phase.HEADER_WANTED : Phase.DATA_WANTED;
        if (options.unasked() && options.headers()) {
            header(now);
        }
    }

    @Override
    public void take(ByteBuffer bytes, long now) {
        while (bytes.hasRemaining() && !isOver()) {
            int sign = bytes.get() & 0xff;
            if (cancelling.takes(sign)) {
                calledOff();
            } else if (pending == null) { // else it came before what we are about to send, and is no answer to it
                react(sign, now);
            }
        }
    }

    private void react(int sign, long now) {
        silences = 0;
        switch (phase) {
            case HEADER_WANTED, DATA_WANTED -> {
                if (opens(sign)) {
                    sendWanted(now);
                }
            }
            case HEADER_SENT -> headerAnswered(sign, now);
            case BLOCK_SENT -> {
                words = sign == Signs.ACK || sign == Signs.NAK ? 0 : words + 1;
                if (words >= WORDS) {
                    cancel(new Failure(
                            FailureKind.TRANSFER_FAILED,
                            "the board talks where it should acknowledge block " + number + " of " + name()
                                    + ": it has started anew"));
                } else {
                    blockAnswered(sign, now);
                }
            }
            case STREAMING -> {
                if (sign == Signs.NAK) {
                    cancel(
                            new Failure(
                                    FailureKind.UPLOAD_DAMAGED,
                                    "the board did not get a block, and YMODEM-g can't send one again: use YMODEM on this line"));
                }
            }
            case EOT_SENT -> endAnswered(sign, now);
            case OVER -> {}
        }
    }

    /** Whether a sign asks for blocks, and how it wants them. */
    private boolean opens(int sign) {
        boolean first = file == 0 && (phase == Phase.HEADER_WANTED || !options.headers());
        boolean wantsSum = sign == Signs.NAK && (first || !crc); // later it may be an answer that comes late
        if (sign != Signs.CRC_WANTED && sign != Signs.STREAM_WANTED && !wantsSum) {
            return false;
        }
        crc = sign != Signs.NAK;
        streams = sign == Signs.STREAM_WANTED;
        return true;
    }

    private void headerAnswered(int sign, long now) {
        boolean asksAgain = (sign == Signs.CRC_WANTED || sign == Signs.STREAM_WANTED) && now - sentAt >= CROSSING;
        if (sign == Signs.ACK) {
            if (file == files.size()) {
                phase = Phase.OVER;
                return;
            }
            tries = 0;
            phase = Phase.DATA_WANTED;
            due = now + ANSWER;
        } else if (sign == Signs.STREAM_WANTED && streams && file < files.size()) {
            data(now); // a streaming receiver acknowledges no header
        } else if (sign == Signs.NAK || asksAgain) {
            again(now, "the header");
        }
    }

    private void blockAnswered(int sign, long now) {
        if (sign == Signs.ACK) {
            moved += held;
            at += held;
            number++;
            tries = 0;
            block(now);
        } else if (sign == Signs.NAK || (sign == Signs.CRC_WANTED && number == 1 && now - sentAt >= CROSSING)) {
            again(now, "block " + number);
        }
    }

    private void endAnswered(int sign, long now) {
        // Its ACK got lost: a receiver that asks for a header has the file. One from before the first block may still
        // come.
        boolean asksOn = options.headers()
                && (sign == Signs.CRC_WANTED || sign == Signs.STREAM_WANTED)
                && (number > 1 || now - sentAt >= CROSSING);
        if (sign == Signs.ACK || asksOn) {
            file++;
            tries = 0;
            due = now + ANSWER;
            phase = options.headers() ? Phase.HEADER_WANTED : Phase.OVER;
            if (phase == Phase.HEADER_WANTED && (options.unasked() || asksOn)) {
                header(now);
            }
        } else if (sign == Signs.NAK) {
            again(now, "the end of the file");
        }
    }

    private void sendWanted(long now) {
        if (phase == Phase.HEADER_WANTED) {
            header(now);
        } else {
            data(now);
        }
    }

    private void header(long now) {
        phase = Phase.HEADER_SENT;
        queue(headerBlock(), now, file == 0 ? 0 : options.settling().toMillis());
    }

    private ByteBuffer headerBlock() {
        ByteBuffer text =
                file < files.size() ? files.get(file).header().encode(options.ending()) : ByteBuffer.allocate(0);
        return Block.encode(0, text, text.remaining() > Block.SMALL ? Block.LARGE : Block.SMALL, 0, crc);
    }

    private void data(long now) {
        at = 0;
        number = 1;
        tries = 0;
        notBefore = now + options.settling().toMillis();
        if (streams) {
            phase = Phase.STREAMING;
        }
        block(now);
    }

    /** Queues the block at {@link #at}, or the end of the file. */
    private void block(long now) {
        long left = files.get(file).data().length() - at;
        long wait = Math.max(0, notBefore - now);
        if (left == 0) {
            phase = Phase.EOT_SENT;
            queue(ByteBuffer.wrap(new byte[] {Signs.EOT}), now, wait);
            return;
        }
        if (!streams) {
            phase = Phase.BLOCK_SENT;
        }
        queue(dataBlock(left), now, wait);
    }

    /** Large ones as long as they are full; what is left goes by small ones, as lrzsz does it. */
    private ByteBuffer dataBlock(long left) {
        int size = options.largest() == Block.LARGE && left >= Block.LARGE ? Block.LARGE : Block.SMALL;
        held = (int) Math.min(size, left);
        return Block.encode(number & 0xff, files.get(file).data().slice(at, held), size, options.fill(), crc);
    }

    private void again(long now, String what) {
        tries++;
        if (tries > TRIES) {
            cancel(new Failure(
                    FailureKind.UPLOAD_DAMAGED,
                    "the board did not take " + what + " of " + name() + " in " + TRIES
                            + " tries: the line damages what is sent"));
            return;
        }
        queue(
                switch (phase) {
                    case HEADER_SENT -> headerBlock();
                    case BLOCK_SENT -> dataBlock(files.get(file).data().length() - at);
                    default -> ByteBuffer.wrap(new byte[] {Signs.EOT});
                },
                now,
                0);
    }

    private void queue(ByteBuffer bytes, long now, long wait) {
        pending = bytes;
        notBefore = now + wait;
    }

    @Override
    public Optional<ByteBuffer> next(long now) {
        ByteBuffer bytes = pending;
        if (bytes == null || (now < notBefore && !isOver())) {
            return Optional.empty();
        }
        pending = null;
        sentAt = now;
        cancelling.clear();
        if (phase == Phase.STREAMING) {
            moved += held;
            at += held;
            number++;
            block(now);
        } else {
            due = now + patience();
        }
        return Optional.of(bytes);
    }

    private long patience() {
        if (phase == Phase.HEADER_SENT) {
            return file == files.size() ? GOODBYE : ERASING;
        }
        return ANSWER;
    }

    @Override
    public void tick(long now) {
        if (isOver() || pending != null || now < due) {
            return;
        }
        switch (phase) {
            case HEADER_WANTED, DATA_WANTED -> silentBefore(now);
            case HEADER_SENT -> {
                if (file < files.size()) {
                    silent("its header");
                } else if (tries >= GOODBYES) {
                    phase = Phase.OVER; // it has acknowledged the end of each file: only the farewell got lost
                } else {
                    again(now, "the end of the batch");
                }
            }
            case BLOCK_SENT -> silentTo("block " + number, now);
            case EOT_SENT -> silentTo("the end", now);
            default -> {}
        }
    }

    /** The receiver, which has to ask, does not. */
    private void silentBefore(long now) {
        boolean begun = file > 0 || (options.headers() && phase == Phase.DATA_WANTED);
        if (!begun) {
            cancel(new Failure(
                    FailureKind.TRANSFER_TIMEOUT,
                    "the board did not ask for a file within "
                            + options.opening().toSeconds() + " s: it is not waiting for one"));
        } else {
            sendWanted(now);
        }
    }

    private void silentTo(String what, long now) {
        silences++;
        if (silences > SILENCES) {
            silent(what);
        } else {
            again(now, what);
        }
    }

    private void silent(String what) {
        cancel(new Failure(FailureKind.TRANSFER_TIMEOUT, "the board did not answer " + what + " of " + name()));
    }

    private String name() {
        return file < files.size() ? files.get(file).name() : "the batch";
    }

    private void calledOff() {
        boolean early = phase == Phase.HEADER_WANTED || phase == Phase.HEADER_SENT || phase == Phase.DATA_WANTED;
        pending = null;
        failure = early
                ? new Failure(
                        FailureKind.BOARD_REFUSED,
                        "the board refuses " + name() + ": it called the transfer off before the first block")
                : new Failure(
                        FailureKind.TRANSFER_FAILED,
                        "the board called the transfer of " + name() + " off at byte " + at);
        phase = Phase.OVER;
    }

    @Override
    public long due() {
        return pending == null ? due : notBefore;
    }

    @Override
    public void cancel(Failure why) {
        if (!isOver()) {
            failure = why;
            phase = Phase.OVER;
            pending = Cancelling.bytes();
        }
    }

    @Override
    public boolean isOver() {
        return phase == Phase.OVER;
    }

    @Override
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }
}
