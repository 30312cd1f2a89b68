package dev.gangway.fastboot;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Datagrams;
import dev.gangway.model.FailureException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Fastboot over UDP (dossier, section 5): each packet of ours gets one of the board's with the same number, or is sent again.
 * Bytes travel one way in such a pair: to us in answer to an empty packet, to the board in a packet whose answer is empty.
 */
final class UdpWire implements FastbootWire {
    private static final int ERROR = 0;
    private static final int QUERY = 1;
    private static final int INIT = 2;
    private static final int FASTBOOT = 3;
    private static final int CONTINUED = 1;
    private static final int HEAD = 4;
    private static final short VERSION = 1;
    private static final int LARGEST = 8192;
    private static final int SMALLEST = 512;
    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final Duration GREETED = Duration.ofSeconds(2);
    private static final Duration COMMAND_TIME = Duration.ofSeconds(5);

    private final Datagrams packets;
    private final ByteBuffer sent = ByteBuffer.allocateDirect(LARGEST);
    private final ByteBuffer came = ByteBuffer.allocateDirect(LARGEST);
    private int number;
    private int largest = SMALLEST;

    private UdpWire(Datagrams packets) {
        this.packets = packets;
    }

    /** Asks for the board's next number, then for the size of its packets. */
    static UdpWire open(Datagrams packets) throws FailureException {
        UdpWire wire = new UdpWire(packets);
        try {
            wire.greet();
        } catch (ChannelException e) {
            throw e.asFailure("greeting fastboot over UDP");
        }
        return wire;
    }

    private void greet() throws ChannelException {
        ByteBuffer next = exchange(QUERY, false, ByteBuffer.allocate(0), GREETED);
        requireBytes(next, Short.BYTES);
        number = next.getShort() & 0xffff;
        ByteBuffer ours = ByteBuffer.allocate(2 * Short.BYTES)
                .putShort(VERSION)
                .putShort((short) LARGEST)
                .flip();
        ByteBuffer theirs = exchange(INIT, false, ours, GREETED);
        requireBytes(theirs, 2 * Short.BYTES);
        theirs.getShort();
        int size = theirs.getShort() & 0xffff;
        if (size < SMALLEST) {
            throw new ChannelException(
                    ChannelFault.OVERFLOW, "the board's packets have " + size + " bytes, and 512 are the least");
        }
        largest = Math.min(size, LARGEST);
    }

    private static void requireBytes(ByteBuffer answer, int count) throws ChannelException {
        if (answer.remaining() < count) {
            throw new ChannelException(
                    ChannelFault.OVERFLOW, "the board's greeting is too short, which is no fastboot");
        }
    }

    @Override
    public void command(ByteBuffer command) throws ChannelException {
        put(command, COMMAND_TIME, moved -> {});
    }

    @Override
    public void send(ByteBuffer bytes, Duration stalled, LongConsumer progress) throws ChannelException {
        put(bytes, stalled, progress);
    }

    private void put(ByteBuffer bytes, Duration stalled, LongConsumer progress) throws ChannelException {
        while (bytes.hasRemaining()) {
            int size = Math.min(bytes.remaining(), largest - HEAD);
            ByteBuffer piece = bytes.slice(bytes.position(), size);
            if (exchange(FASTBOOT, bytes.remaining() > size, piece, stalled).hasRemaining()) {
                throw new ChannelException(
                        ChannelFault.OVERFLOW, "the board answers before it was asked, which is no fastboot");
            }
            bytes.position(bytes.position() + size);
            progress.accept(size);
        }
    }

    @Override
    public void answer(ByteBuffer into, Duration patience) throws ChannelException {
        boolean more;
        do {
            ByteBuffer part = exchange(FASTBOOT, false, ByteBuffer.allocate(0), patience);
            more = isContinued();
            requireRoom(into, part);
            into.put(part);
        } while (more);
    }

    @Override
    public void receive(ByteBuffer into, Duration stalled) throws ChannelException {
        while (into.hasRemaining()) {
            ByteBuffer part = exchange(FASTBOOT, false, ByteBuffer.allocate(0), stalled);
            requireRoom(into, part);
            into.put(part);
        }
    }

    private static void requireRoom(ByteBuffer into, ByteBuffer part) throws ChannelException {
        if (part.remaining() > into.remaining()) {
            throw new ChannelException(ChannelFault.OVERFLOW, "the board sends more than it said");
        }
    }

    private boolean isContinued() {
        return (came.get(1) & CONTINUED) != 0;
    }

    /** Sends a packet until its answer is there, and returns the answer's data. */
    private ByteBuffer exchange(int kind, boolean continued, ByteBuffer data, Duration patience)
            throws ChannelException {
        sent.clear().put((byte) kind).put((byte) (continued ? CONTINUED : 0)).putShort((short) number);
        sent.put(data).flip();
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            packets.send(sent.duplicate());
            if (isAnswered(kind, deadline)) {
                number = (number + 1) & 0xffff;
                return came;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new ChannelException(
                        ChannelFault.TIMEOUT,
                        "no answer to a packet that was sent again for " + patience.toMillis() + " ms");
            }
        }
    }

    /** Whether the answer came before it is time to send again; late answers to earlier packets are passed over. */
    private boolean isAnswered(int kind, long deadline) throws ChannelException {
        long again = Math.min(deadline, System.nanoTime() + AGAIN.toNanos());
        while (true) {
            long left = again - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                packets.receive(came.clear(), Duration.ofNanos(left));
            } catch (ChannelException e) {
                if (e.fault() == ChannelFault.TIMEOUT) {
                    return false;
                }
                throw e;
            }
            if (came.flip().remaining() < HEAD || (came.getShort(2) & 0xffff) != number) {
                continue;
            }
            int answered = came.get(0);
            came.position(HEAD);
            if (answered == ERROR) {
                throw new ChannelException(
                        ChannelFault.IO,
                        "the board says \""
                                + StandardCharsets.US_ASCII
                                        .decode(came)
                                        .toString()
                                        .replaceAll("[^ -~]", "?") + "\"");
            }
            if (answered == kind) {
                return true;
            }
        }
    }
}
