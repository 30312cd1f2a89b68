package dev.gangway.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A body as it comes, read by one thread while the client's own bring it. No more than a few pieces wait in memory. A server
 * that falls silent is an error after some time, which the JDK's own stream would wait out for ever.
 */
final class PatientBody extends InputStream implements BodySubscriber<PatientBody> {
    /** Pieces of 16 KiB that are asked for ahead. */
    private static final long AHEAD = 16;

    private final Duration patience;
    private final BlockingQueue<Came> came = new LinkedBlockingQueue<>();
    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
    private @Nullable Subscription subscription;
    private boolean closed;
    private boolean ended;
    private volatile @Nullable IOException broken;

    /** What the client brought. */
    private record Came(
            List<ByteBuffer> pieces, boolean last, @Nullable Throwable failure) {}

    PatientBody(Duration patience) {
        this.patience = patience;
    }

    @Override
    public CompletionStage<PatientBody> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public synchronized void onSubscribe(Subscription given) {
        subscription = given;
        if (closed) {
            given.cancel();
        } else {
            given.request(AHEAD);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> items) {
        came.add(new Came(items, false, null));
    }

    @Override
    public void onError(Throwable failure) {
        came.add(new Came(List.of(), true, failure));
    }

    @Override
    public void onComplete() {
        came.add(new Came(List.of(), true, null));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        Objects.checkFromIndexSize(at, length, into.length);
        if (length == 0) {
            return 0;
        }
        while (pieces.isEmpty()) {
            if (ended) {
                return -1;
            }
            await();
        }
        ByteBuffer piece = pieces.element();
        int size = Math.min(length, piece.remaining());
        piece.get(into, at, size);
        if (!piece.hasRemaining()) {
            pieces.remove();
        }
        return size;
    }

    /** The connection is known to be cut: what came can be read, nothing more is waited for. */
    void broken(IOException cut) {
        broken = cut;
    }

    private void await() throws IOException {
        Came next;
        IOException cut = broken;
        try {
            next = cut == null ? came.poll(patience.toMillis(), TimeUnit.MILLISECONDS) : came.poll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while something was downloaded");
        }
        if (next == null && cut != null) {
            throw brokenOff(cut);
        }
        if (next == null) {
            throw new IOException("the server stopped half-way: nothing came for " + patience.toSeconds() + " s");
        }
        next.pieces().stream().filter(ByteBuffer::hasRemaining).forEach(pieces::add);
        ended = next.last();
        if (next.failure() != null) {
            throw brokenOff(next.failure());
        }
        synchronized (this) {
            if (!ended && subscription != null) {
                subscription.request(1);
            }
        }
    }

    private static IOException brokenOff(Throwable why) {
        return new IOException("the server broke off" + (why.getMessage() == null ? "" : ": " + why.getMessage()), why);
    }

    @Override
    public synchronized void close() {
        closed = true;
        ended = true;
        pieces.clear();
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
