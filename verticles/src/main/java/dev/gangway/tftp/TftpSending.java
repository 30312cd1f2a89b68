package dev.gangway.tftp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One transfer of a file to one client, as a machine without clock and socket: what comes, and the time, goes in; packets go out.
 *
 * <p>Nothing is sent again because an acknowledgement came twice: on a network that doubles packets each block would go twice from
 * there on. It makes the wait shorter, but never shorter than the answer to what was sent last takes to come. Acknowledging less
 * than the window says that the rest was lost (RFC 7440, section 4).
 */
final class TftpSending {
    /** The first wait, until it is known how long answers take; then so many times that, within these limits. */
    private static final long FIRST_WAIT = Duration.ofSeconds(1).toNanos();

    private static final long LEAST_WAIT = Duration.ofMillis(200).toNanos();

    /** A client that takes nothing new for this long is gone. */
    private static final long GONE = Duration.ofSeconds(40).toNanos();

    private static final long LEAST_QUICK = Duration.ofMillis(5).toNanos();
    private static final long MOST_QUICK = Duration.ofMillis(200).toNanos();
    private static final int ROUND_TRIPS = 4;
    private static final int NUMBERS = 0x10000;

    private final TftpSource file;
    private final TftpTerms terms;
    private final Consumer<ByteBuffer> out;
    private final ByteBuffer packet;
    private final long blocks;
    private final boolean confirms;

    private boolean confirmed;
    private long acknowledged;
    private long sentTo;
    private long furthest;
    private long resent;
    private long roundTrip;
    private long sentAt;
    private long progressAt;
    private boolean measures;
    private long wait;
    private long due;
    private State state = State.RUNNING;
    private String trouble = "";

    /** How far it is. */
    enum State {
        RUNNING,
        DELIVERED,
        FAILED
    }

    /**
     * A transfer; nothing is sent yet.
     *
     * @param out takes a packet, which it copies or sends at once
     */
    TftpSending(TftpSource file, TftpTerms terms, Consumer<ByteBuffer> out) {
        this.file = file;
        this.terms = terms;
        this.out = out;
        this.packet = ByteBuffer.allocateDirect(TftpPacket.HEADER + terms.blockSize());
        // A block that is not full is the last, so a file of full blocks has an empty one behind them.
        this.blocks = file.length() / terms.blockSize() + 1;
        this.confirms = !terms.accepted().isEmpty();
        this.confirmed = !confirms;
    }

    /** Sends the first packets. Times are in nanoseconds of any one clock. */
    void start(long now) {
        progressAt = now;
        wait = firstWait();
        send(now);
    }

    private long firstWait() {
        long wanted = roundTrip == 0 ? FIRST_WAIT : Math.max(LEAST_WAIT, ROUND_TRIPS * roundTrip);
        return Math.min(wanted, terms.patience().toNanos());
    }

    State state() {
        return state;
    }

    /** Why it failed; empty when it did not. */
    Optional<String> trouble() {
        return state == State.FAILED ? Optional.of(trouble) : Optional.empty();
    }

    /** When {@link #tick} is to be called, unless something comes before. */
    long due() {
        return due;
    }

    /** Bytes of the file that the client has. */
    long delivered() {
        return Math.min(file.length(), acknowledged * terms.blockSize());
    }

    /** Blocks that were sent more than once. */
    long resent() {
        return resent;
    }

    /** Takes a packet of the client's. */
    void take(TftpPacket came, long now) {
        if (state != State.RUNNING) {
            return;
        }
        if (came instanceof TftpPacket.Ack ack) {
            take(ack.block(), now);
        } else if (came instanceof TftpPacket.GivenUp error) {
            fail("the client gave up: error " + error.code() + ", " + error.text());
        } else {
            refuse(new TftpRefusal(TftpPacket.ILLEGAL, "this is not the time to ask for a file"));
        }
    }

    /** Ends it, and tells the client why. */
    void refuse(TftpRefusal why) {
        if (state == State.RUNNING) {
            out.accept(TftpPacket.error(why.code(), why.text()));
            fail(why.text());
        }
    }

    private void take(int number, long now) {
        // What is awaited lies within a window, which is far smaller than the numbers: the upper bits follow.
        long block = acknowledged + (number - (int) (acknowledged % NUMBERS) + NUMBERS) % NUMBERS;
        if (!confirmed) {
            if (number == 0) {
                confirmed = true;
                progress(now);
                send(now);
            }
            return;
        }
        if (block > sentTo) {
            return; // of an earlier window, and late
        }
        if (block == acknowledged) {
            due = Math.min(due, now + quick());
            return;
        }
        acknowledged = block;
        progress(now);
        if (acknowledged == blocks) {
            state = State.DELIVERED;
            return;
        }
        send(now);
    }

    private void progress(long now) {
        if (measures) {
            long took = now - sentAt;
            roundTrip = roundTrip == 0 ? took : (7 * roundTrip + took) / 8;
        }
        progressAt = now;
        wait = firstWait();
    }

    private long quick() {
        return roundTrip == 0 ? MOST_QUICK : Math.min(MOST_QUICK, Math.max(LEAST_QUICK, ROUND_TRIPS * roundTrip));
    }

    /** Time passes. */
    void tick(long now) {
        if (state != State.RUNNING || now < due) {
            return;
        }
        if (now - progressAt >= GONE) {
            refuse(new TftpRefusal(TftpPacket.UNDEFINED, "nothing new was acknowledged for too long"));
            return;
        }
        wait = Math.min(2 * wait, terms.patience().toNanos());
        send(now);
    }

    private void send(long now) {
        measures = true;
        if (confirmed) {
            sentTo = acknowledged;
            long end = Math.min(blocks, acknowledged + terms.window());
            while (sentTo < end) {
                sentTo++;
                block(sentTo);
            }
        } else {
            out.accept(TftpPacket.agreed(terms.accepted()));
        }
        sentAt = now;
        due = now + wait;
    }

    private void block(long number) {
        if (number <= furthest) {
            resent++;
            measures = false; // whose answer it is could not be told
        }
        furthest = Math.max(furthest, number);
        long from = (number - 1) * terms.blockSize();
        int count = (int) Math.min(terms.blockSize(), file.length() - from);
        packet.clear().putShort((short) TftpPacket.DATA).putShort((short) number);
        file.read(from, count, packet);
        out.accept(packet.flip());
    }

    private void fail(String why) {
        state = State.FAILED;
        trouble = why;
    }
}
