package dev.gangway.ymodem;

import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.ymodem.ReceiveOptions.Opening;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The receiving end, which leads: it asks for the header, for the data, for each block again that came damaged, and for the next
 * header. What it got is fetched by {@link #got}.
 */
final class Receiver implements Endpoint {
    private static final int TRIES = 10;
    private static final long ASKING = 3_000;
    private static final long WAITING = 10_000;

    /** So many at the end of noise are no part of a block. */
    private static final int CERTAIN = 5;

    private final ReceiveOptions options;
    private final Cancelling cancelling = new Cancelling();
    private final ByteBuffer block = ByteBuffer.allocate(Block.HEAD + Block.LARGE + 2);
    private final ArrayDeque<ByteBuffer> out = new ArrayDeque<>();
    private final List<Incoming> got = new ArrayList<>();

    private Phase phase = Phase.OPENING;
    private boolean crc;
    private boolean noise;
    private int noiseCancels;
    private int expected;
    private int tries;
    private int asked;
    private int files;
    private boolean endSeen;
    private long size = -1;
    private long received;
    private long due;
    private @Nullable Failure failure;

    private enum Phase {
        /** A header is wanted, or XMODEM's first block. */
        OPENING,
        /** The header is there, the first block is wanted. */
        FIRST,
        DATA,
        OVER
    }

    Receiver(ReceiveOptions options) {
        this.options = options;
        crc = options.opening() != Opening.SUM;
    }

    /** What came since the last call. */
    List<Incoming> got() {
        List<Incoming> all = List.copyOf(got);
        got.clear();
        return all;
    }

    @Override
    public void begin(long now) {
        expected = options.headers() ? 0 : 1;
        ask(now);
    }

    private boolean streams() {
        return options.opening() == Opening.STREAM;
    }

    private void ask(long now) {
        say(streams() ? Signs.STREAM_WANTED : crc ? Signs.CRC_WANTED : Signs.NAK);
        due = now + ASKING;
    }

    private void say(int sign) {
        out.add(ByteBuffer.wrap(new byte[] {(byte) sign}));
    }

    @Override
    public void take(ByteBuffer bytes, long now) {
        while (bytes.hasRemaining() && !isOver()) {
            int value = bytes.get() & 0xff;
            if (noise) {
                noiseCancels = value == Signs.CAN ? noiseCancels + 1 : value == Signs.BACKSPACE ? noiseCancels : 0;
                due = now + options.quiet().toMillis();
            } else if (block.position() > 0) {
                inBlock((byte) value, now);
                if (block.position() == 0 && !streams() && !isOver()) {
                    bytes.position(bytes.limit()); // nothing can be an answer to what is not sent yet
                }
            } else {
                betweenBlocks(value, now);
            }
        }
    }

    private void betweenBlocks(int value, long now) {
        if (cancelling.takes(value)) {
            end(new Failure(FailureKind.TRANSFER_FAILED, "the sender called the transfer off"));
        } else if (value == Signs.SOH || value == Signs.STX) {
            block.put((byte) value);
            due = now + options.quiet().toMillis();
        } else if (value == Signs.EOT) {
            endOfFile(now);
        } else if (value != Signs.CAN && (phase != Phase.OPENING || files > 0)) {
            noise(now); // before the first header a board may have words to say
        }
    }

    private void noise(long now) {
        noise = true;
        noiseCancels = 0;
        block.clear();
        due = now + options.quiet().toMillis();
    }

    private void inBlock(byte value, long now) {
        block.put(value);
        due = now + options.quiet().toMillis();
        if (block.position() < Block.HEAD + Block.dataBytes(block.get(0)) + Block.checkBytes(crc)) {
            return;
        }
        Block whole = Block.decode(block.flip(), crc);
        block.clear();
        if (whole == null) {
            noise(now);
            return;
        }
        due = now + WAITING;
        endSeen = false;
        boolean headerAgain = phase == Phase.FIRST && options.headers() && whole.number() == 0;
        if (headerAgain) { // our answer got lost
            answerHeader(now);
        } else if (whole.number() == (expected & 0xff)) {
            tries = 0;
            accept(whole.data(), now);
        } else if (phase == Phase.DATA && whole.number() == (expected - 1 & 0xff)) {
            acknowledge(); // the same: stored already
        } else {
            cancel(new Failure(
                    FailureKind.PROTOCOL_GARBAGE,
                    "the sender sent block " + whole.number() + " where block " + (expected & 0xff) + " belongs"));
        }
    }

    private void accept(ByteBuffer data, long now) {
        if (phase == Phase.OPENING && options.headers()) {
            header(data, now);
            return;
        }
        phase = Phase.DATA;
        expected++;
        int wanted = size < 0 ? data.remaining() : (int) Math.min(data.remaining(), size - received);
        if (wanted > 0) {
            ByteBuffer copy = ByteBuffer.allocate(wanted)
                    .put(data.slice(data.position(), wanted))
                    .flip();
            got.add(new Incoming.Data(copy));
            received += wanted;
        }
        acknowledge();
    }

    private void acknowledge() {
        if (!streams()) {
            say(Signs.ACK);
        }
    }

    private void header(ByteBuffer data, long now) {
        if (FileHeader.isEnd(data)) {
            say(Signs.ACK);
            end(null);
            return;
        }
        Optional<FileHeader> header = FileHeader.decode(data);
        if (header.isEmpty()) {
            cancel(new Failure(FailureKind.PROTOCOL_GARBAGE, "the sender's header has no name and size"));
            return;
        }
        got.add(new Incoming.Began(header.get()));
        size = header.get().size().orElse(-1);
        received = 0;
        expected = 1;
        phase = Phase.FIRST;
        answerHeader(now);
    }

    private void answerHeader(long now) {
        acknowledge();
        asked = 0;
        ask(now);
    }

    private void endOfFile(long now) {
        due = now + WAITING;
        if (phase == Phase.OPENING) {
            if (files > 0) { // it came again: our answer got lost
                say(Signs.ACK);
                ask(now);
            } else {
                noise(now);
            }
            return;
        }
        boolean whole = size < 0 || received >= size;
        if (!whole && endSeen) {
            cancel(new Failure(
                    FailureKind.PROTOCOL_GARBAGE,
                    "the sender ended after " + received + " bytes of the " + size + " that it had announced"));
            return;
        }
        if (!endSeen && (!whole || (options.endTwice() && !streams()))) {
            endSeen = true;
            if (streams()) {
                cancel(new Failure(FailureKind.UPLOAD_DAMAGED, "a block got lost, and YMODEM-g can't send one again"));
            } else {
                say(Signs.NAK);
            }
            return;
        }
        got.add(new Incoming.Ended());
        files++;
        say(Signs.ACK);
        if (!options.headers()) {
            end(null);
            return;
        }
        endSeen = false;
        expected = 0;
        size = -1;
        asked = 0;
        phase = Phase.OPENING;
        ask(now);
    }

    @Override
    public void tick(long now) {
        if (isOver() || now < due) {
            return;
        }
        boolean damaged = noise || block.position() > 0;
        noise = false;
        block.clear();
        cancelling.clear();
        if (damaged && noiseCancels >= CERTAIN) {
            end(new Failure(FailureKind.TRANSFER_FAILED, "the sender called the transfer off"));
        } else if (damaged && streams() && phase == Phase.DATA) {
            cancel(new Failure(FailureKind.UPLOAD_DAMAGED, "a block came damaged, and YMODEM-g can't send one again"));
        } else if (phase == Phase.DATA) {
            askAgain(now, damaged);
        } else {
            askFirst(now);
        }
        noiseCancels = 0;
    }

    private void askAgain(long now, boolean damaged) {
        tries++;
        if (tries > TRIES) {
            cancel(new Failure(
                    damaged ? FailureKind.UPLOAD_DAMAGED : FailureKind.TRANSFER_TIMEOUT,
                    "block " + (expected & 0xff) + (damaged ? " came damaged " : " did not come in ") + TRIES
                            + (damaged ? " times" : " tries")));
            return;
        }
        say(Signs.NAK);
        due = now + WAITING;
    }

    private void askFirst(long now) {
        asked++;
        boolean bySum = options.opening() == Opening.CRC && phase == Phase.OPENING && files == 0;
        if (asked >= (bySum ? 2 * TRIES : TRIES)) {
            cancel(new Failure(
                    FailureKind.TRANSFER_TIMEOUT,
                    "the sender sent nothing within " + ASKING * (bySum ? 2 * TRIES : TRIES) / 1000 + " s"));
            return;
        }
        if (bySum) {
            crc = asked < TRIES;
        }
        ask(now);
    }

    @Override
    public Optional<ByteBuffer> next(long now) {
        return Optional.ofNullable(out.poll());
    }

    @Override
    public long due() {
        return due;
    }

    @Override
    public void cancel(Failure why) {
        if (!isOver()) {
            out.clear();
            out.add(Cancelling.bytes());
            end(why);
        }
    }

    private void end(@Nullable Failure why) {
        failure = why;
        phase = Phase.OVER;
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
