package dev.gangway.spark;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongConsumer;

/** The other side of a connection, written down: gives its bytes piece by piece, then nothing, or its end. */
final class ScriptedStream implements ByteStream {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final int piece;
    private final boolean ends;
    private ByteBuffer given = ByteBuffer.allocate(0);

    ScriptedStream(int piece, boolean ends) {
        this.piece = piece;
        this.ends = ends;
    }

    /** What comes next. */
    ScriptedStream gives(byte[] bytes) {
        given = ByteBuffer.allocate(given.remaining() + bytes.length)
                .put(given)
                .put(bytes)
                .flip();
        return this;
    }

    byte[] written() {
        return written.toByteArray();
    }

    @Override
    public void write(ByteBuffer bytes, Duration stalled, LongConsumer moved) {
        while (bytes.hasRemaining()) {
            written.write(bytes.get());
        }
    }

    @Override
    public int read(ByteBuffer into, Duration patience) throws ChannelException {
        if (!given.hasRemaining()) {
            throw new ChannelException(ends ? ChannelFault.DISCONNECTED : ChannelFault.TIMEOUT, "the script is over");
        }
        int size = Math.min(piece, Math.min(given.remaining(), into.remaining()));
        into.put(given.slice(given.position(), size));
        given.position(given.position() + size);
        return size;
    }

    @Override
    public void cancel() {}

    @Override
    public void close() {}
}
