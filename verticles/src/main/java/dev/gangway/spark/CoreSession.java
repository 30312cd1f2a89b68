package dev.gangway.spark;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Reception;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortPath;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Core's connection, encrypted. What a Core wants answered whatever is going on (that it is there, the time, that its events
 * came) is answered here; the rest is for whoever converses with it, over {@link CoreConversation}. Safe for any thread; who
 * converses waits in short pieces, so that another one can look after the connection between them.
 */
final class CoreSession implements Reception.Guest {
    private static final Logger LOG = LoggerFactory.getLogger(CoreSession.class);
    private static final Duration STALLED = Duration.ofSeconds(5);

    /** A Core pings after 15 s in which it heard nothing, and gives up 10 s later. */
    private static final Duration DEAD = Duration.ofSeconds(30);

    /** More than a Core says in the time in which nobody reads. */
    private static final int MOST_WAITING = 64;

    private static final String TIME = "t";

    /** What an event's path begins with, large for one that is private. */
    private static final String EVENT = "e/";

    private final CloudHandshake.Opened opened;
    private final ByteStream stream;
    private final InstantSource clock;
    private final Runnable spokenTo;
    private final ReentrantLock lock = new ReentrantLock();

    // Mutable state, under the lock.
    private final ByteBuffer input = ByteBuffer.allocate(2 * (Short.BYTES + FrameCipher.LONGEST));
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private byte[] hello = new byte[0];
    private int lastId = -1;
    private int ownId;
    private long heard = System.nanoTime();
    private @Nullable CoreConversation conversation;
    private @Nullable ChannelException end;

    /**
     * A connection whose handshake is over.
     *
     * @param spokenTo is told when somebody begins to converse, who hears the Core's Hello
     */
    CoreSession(CloudHandshake.Opened opened, ByteStream stream, InstantSource clock, int firstId, Runnable spokenTo) {
        this.opened = opened;
        this.stream = stream;
        this.clock = clock;
        this.ownId = firstId;
        this.spokenTo = spokenTo;
    }

    /** Has the Hello say that the boot loader has installed something: the Core said so before, when nobody spoke to it. */
    void tellUpgraded() throws FailureException {
        lock.lock();
        try {
            hello = CoreHello.upgraded(hello);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the Core's Hello and answers it: the Core forgets that it was upgraded when it has our answer, so its own comes
     * first.
     */
    CoreHello greet(CloudHandshake.TimeLeft left) throws FailureException {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                if (!receive(left.get()) && left.get().isZero()) {
                    throw new ChannelException(ChannelFault.TIMEOUT, "it did not greet");
                }
            }
            byte[] first = waiting.remove();
            CoreHello told = CoreHello.of(CoapMessage.parse(ByteBuffer.wrap(first)));
            hello = first;
            ownId = (ownId + 1) & 0xffff;
            send(CoreRequests.hello(ownId, (byte) ownId));
            return told;
        } catch (ChannelException e) {
            throw new FailureException(
                    e.fault() == ChannelFault.OVERFLOW || e.fault() == ChannelFault.DISCONNECTED
                            ? FailureKind.PROTOCOL_GARBAGE
                            : e.fault().kind(),
                    "the Core " + opened.id()
                            + " did not prove that it is itself (does it blink orange or magenta? it holds another key): "
                            + e.getMessage(),
                    e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PortPath port() {
        return opened.id().port();
    }

    @Override
    public BootMode mode() {
        return BootMode.CLOUD;
    }

    @Override
    public boolean tend() {
        if (!lock.tryLock()) {
            return true; // somebody reads from it just now
        }
        try {
            while (end == null && receive(Duration.ZERO)) {
                // What came is answered or waits.
            }
            if (end == null && conversation == null && System.nanoTime() - heard > DEAD.toNanos()) {
                end(new ChannelException(
                        ChannelFault.DISCONNECTED, "the Core said nothing for " + DEAD.toSeconds() + " s"));
            }
            return end == null;
        } catch (ChannelException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ByteStream converse() throws ChannelException {
        lock.lock();
        try {
            if (end != null) { // whatever ended it: who wants to speak to the Core waits for its next connection
                throw new ChannelException(
                        ChannelFault.DISCONNECTED,
                        "the connection to " + opened.id() + " is over: " + end.getMessage());
            }
            if (conversation != null) {
                throw new ChannelException(ChannelFault.BUSY, "somebody speaks to " + opened.id() + " already");
            }
            waiting.clear();
            CoreConversation begun = new CoreConversation(this);
            conversation = begun;
            waiting.add(hello);
            spokenTo.run();
            return begun;
        } finally {
            lock.unlock();
        }
    }

    /** The conversation is over. */
    void left(CoreConversation which) {
        lock.lock();
        try {
            if (conversation == which) {
                conversation = null;
                waiting.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next message for whoever converses; null when none came in this time. */
    byte @Nullable [] next(Duration patience) throws ChannelException {
        lock.lock();
        try {
            byte[] message = waiting.poll();
            if (message == null) {
                requireOpen();
                receive(patience);
                message = waiting.poll();
            }
            return message;
        } finally {
            lock.unlock();
        }
    }

    /** Sends a message. */
    void send(byte[] message) throws ChannelException {
        lock.lock();
        try {
            requireOpen();
            stream.write(opened.toCore().seal(message), STALLED);
        } catch (ChannelException e) {
            throw ended(e);
        } finally {
            lock.unlock();
        }
    }

    /** Takes what comes in this time; false when nothing did. */
    private boolean receive(Duration patience) throws ChannelException {
        try {
            stream.read(input, patience);
        } catch (ChannelException e) {
            if (e.fault() == ChannelFault.TIMEOUT) {
                return false;
            }
            throw ended(e);
        }
        heard = System.nanoTime();
        input.flip();
        try {
            while (input.remaining() >= Short.BYTES) {
                int length = input.getShort(input.position()) & 0xffff;
                if (!FrameCipher.isLength(length)) {
                    throw new FailureException(
                            FailureKind.PROTOCOL_GARBAGE, "a frame of " + length + " bytes came, which no Core sends");
                }
                if (input.remaining() < Short.BYTES + length) {
                    break;
                }
                byte[] sealed = new byte[length];
                input.position(input.position() + Short.BYTES).get(sealed);
                take(opened.fromCore().open(sealed));
            }
        } catch (FailureException e) {
            throw ended(new ChannelException(ChannelFault.OVERFLOW, e.failure().message()));
        }
        input.compact();
        return true;
    }

    private void take(byte[] bytes) throws FailureException, ChannelException {
        CoapMessage message = CoapMessage.parse(ByteBuffer.wrap(bytes));
        if (message.type() != CoapMessage.ACKNOWLEDGEMENT) {
            // Frames have no checksum: that none is missing or made up shows in their numbers alone.
            if (lastId >= 0 && message.id() != ((lastId + 1) & 0xffff)) {
                throw new FailureException(
                        FailureKind.PROTOCOL_GARBAGE,
                        "message " + message.id() + " came behind message " + lastId + ": one was lost or made up");
            }
            lastId = message.id();
        }
        if (message.isConfirmable()) {
            boolean asksTime =
                    message.code() == CoapMessage.GET && message.path().equals(TIME);
            send(
                    asksTime
                            ? CoreRequests.time(message, clock.instant().getEpochSecond())
                            : CoreRequests.acknowledge(message.id()));
        }
        boolean chat = message.isPing()
                || message.path().equals(TIME)
                || message.path().regionMatches(true, 0, EVENT, 0, 2);
        boolean wanted = !chat && (conversation != null || hello.length == 0);
        if (wanted && waiting.size() < MOST_WAITING) {
            waiting.add(bytes);
        }
    }

    private void requireOpen() throws ChannelException {
        if (end != null) {
            throw new ChannelException(end.fault(), String.valueOf(end.getMessage()));
        }
    }

    private ChannelException ended(ChannelException why) {
        if (end == null) {
            end(why);
        }
        return why;
    }

    private void end(ChannelException why) {
        LOG.atInfo().addKeyValue("core", opened.id()).log("the connection is over: " + why.getMessage());
        end = why;
        stream.close();
    }

    @Override
    public void close() {
        stream.cancel();
        lock.lock();
        try {
            if (end == null) {
                end(new ChannelException(
                        ChannelFault.DISCONNECTED, "the connection to " + opened.id() + " was closed"));
            }
        } finally {
            lock.unlock();
        }
    }
}
