package dev.gangway.offer;

import dev.gangway.image.source.Uploaded;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file that comes in pieces from whoever sends it, one at a time: the sender hears of each when it was read, so that there is never
 * more than one in memory. Any thread sends; one reads, and blocks meanwhile. Closing it says nothing: whoever reads it knows why it
 * goes no further, and says so by {@link #end}.
 */
final class ArrivingFile extends InputStream {
    private final Uploaded from;
    private final long length;
    private final Duration patience;
    private long came;
    private @Nullable Piece piece;
    private @Nullable IOException ended;

    private static final class Piece {
        private final byte[] bytes;
        private final Promise<Long> taken = Promise.promise();
        private int at;

        Piece(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    /**
     * Nothing of it has come.
     *
     * @param length how many bytes it has, as the sender said
     * @param patience how long the sender may be silent
     */
    ArrivingFile(Uploaded from, long length, Duration patience) {
        this.from = from;
        this.length = length;
        this.patience = patience;
    }

    Uploaded from() {
        return from;
    }

    long length() {
        return length;
    }

    /**
     * A piece.
     *
     * @param at how many bytes came before it
     * @param declared how many the sender says will come in all; -1 = it does not say
     * @return how many there are, when it was read; fails with what is wrong when it is not taken
     */
    synchronized Future<Long> put(long at, long declared, byte[] bytes) {
        if (bytes.length == 0 && at == length && came == length) {
            return Future.succeededFuture(came); // the reader may have closed it by now
        }
        if (ended != null) {
            return Future.failedFuture(ended);
        }
        if (declared >= 0 && declared != length) {
            return refused("the file was said to have " + length + " bytes, and now " + declared
                    + ": it changed meanwhile; choose it again");
        }
        if (at != came || piece != null) {
            return refused("this file is being sent already: wait for it, or choose the file again");
        }
        if (bytes.length > length - came) {
            ended = new IOException(
                    "more comes than the " + length + " bytes that the file was said to have: choose it again");
            notifyAll();
            return Future.failedFuture(ended);
        }
        if (bytes.length == 0) {
            return Future.succeededFuture(came);
        }
        Piece next = new Piece(bytes);
        piece = next;
        came += bytes.length;
        notifyAll();
        return next.taken.future();
    }

    private static Future<Long> refused(String why) {
        return Future.failedFuture(new IOException(why));
    }

    /** No more comes, for this reason. */
    void end(String why) {
        Piece left;
        IOException reason = new IOException(why);
        synchronized (this) {
            if (ended != null) {
                return;
            }
            ended = reason;
            left = piece;
            piece = null;
            notifyAll();
        }
        if (left != null) {
            left.taken.fail(reason);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        Objects.checkFromIndexSize(from, most, into.length);
        if (most == 0) {
            return 0;
        }
        Piece read;
        int size;
        long now;
        synchronized (this) {
            read = next();
            if (read == null) {
                return -1;
            }
            size = Math.min(most, read.bytes.length - read.at);
            System.arraycopy(read.bytes, read.at, into, from, size);
            read.at += size;
            if (read.at < read.bytes.length) {
                return size;
            }
            piece = null;
            now = came;
        }
        read.taken.complete(now);
        return size;
    }

    /** The piece that is read now; null at the file's end. */
    private @Nullable Piece next() throws IOException {
        long until = System.nanoTime() + patience.toNanos();
        while (piece == null) {
            if (ended != null) {
                throw ended;
            }
            if (came == length) {
                return null;
            }
            long left = until - System.nanoTime();
            if (left <= 0) {
                ended = new IOException("nothing came for " + patience.toSeconds() + " s, after " + came + " of "
                        + length + " bytes: choose the file again");
                throw ended;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the station stops", e);
            }
        }
        return piece;
    }
}
