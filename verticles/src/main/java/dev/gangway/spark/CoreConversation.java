package dev.gangway.spark;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * A session's messages in the clear, each behind two bytes of its length; the first is the Hello with which the Core connected.
 * One thread, but for {@link #cancel}.
 */
final class CoreConversation implements ByteStream {
    /** The longest piece of a wait: as long as somebody else may have to wait for the session. */
    private static final Duration PIECE = Duration.ofMillis(50);

    private final CoreSession session;
    private final ByteBuffer out = ByteBuffer.allocate(Short.BYTES + FrameCipher.LONGEST);
    private ByteBuffer in = ByteBuffer.allocate(0);
    private volatile boolean cancelled;

    CoreConversation(CoreSession session) {
        this.session = session;
    }

    @Override
    public void write(ByteBuffer bytes, Duration stalled, LongConsumer moved) throws ChannelException {
        while (bytes.hasRemaining()) {
            requireUncancelled();
            out.put(bytes.get());
            if (out.position() >= Short.BYTES && out.position() == Short.BYTES + (out.getShort(0) & 0xffff)) {
                byte[] message = new byte[out.position() - Short.BYTES];
                out.get(Short.BYTES, message);
                out.clear();
                session.send(message);
            }
            moved.accept(1);
        }
    }

    @Override
    public int read(ByteBuffer into, Duration patience) throws ChannelException {
        long end = System.nanoTime() + patience.toNanos();
        while (!in.hasRemaining()) {
            requireUncancelled();
            long left = Math.max(0, end - System.nanoTime());
            byte[] message = session.next(left < PIECE.toNanos() ? Duration.ofNanos(left) : PIECE);
            if (message != null) {
                in = ByteBuffer.allocate(Short.BYTES + message.length)
                        .putShort((short) message.length)
                        .put(message)
                        .flip();
            } else if (left == 0) {
                throw new ChannelException(
                        ChannelFault.TIMEOUT, session.port() + " says nothing for " + patience.toMillis() + " ms");
            }
        }
        int size = Math.min(in.remaining(), into.remaining());
        into.put(in.slice(in.position(), size));
        in.position(in.position() + size);
        return size;
    }

    private void requireUncancelled() throws ChannelException {
        if (cancelled || Thread.currentThread().isInterrupted()) {
            throw new ChannelException(ChannelFault.CANCELLED, "the conversation was cancelled");
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public void close() {
        session.left(this);
    }
}
