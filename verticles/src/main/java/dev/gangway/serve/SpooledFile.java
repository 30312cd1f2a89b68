package dev.gangway.serve;

import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.protocol.FileSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A stream on its way into a file, from which others read already: memory does not grow with it, and it is digested as it comes. One
 * thread of its own brings it. The file has no name, so that a station that is killed leaves nothing behind. Any thread.
 */
public final class SpooledFile implements FileSource, AutoCloseable {
    /** Far more than any board's flash. */
    public static final long LARGEST = 256L << 30;

    private static final int PIECE = 1 << 17;

    private final String origin;
    private final long largest;
    private final FileChannel file;
    private final Thread thread;
    private final List<Runnable> waiting = new ArrayList<>();
    private OptionalLong length = OptionalLong.empty();
    private long ready;
    private @Nullable Digest digest;
    private @Nullable FailureException failure;
    private boolean closed;

    /**
     * What is brought.
     *
     * @param bytes a read of it that waits ends when its thread is interrupted
     * @param length how many will come; empty = nobody knows
     * @param trouble what it is when it can't be read to its end
     */
    public record Incoming(InputStream bytes, OptionalLong length, Trouble trouble) {}

    /** Tells what it means that a stream can't be read. */
    @FunctionalInterface
    public interface Trouble {
        /** The failure, with what to do. */
        FailureException told(IOException why);
    }

    /** Begins to bring it. */
    @FunctionalInterface
    public interface Opening {
        /**
         * Asks for it, on the spool's own thread.
         *
         * @throws FailureException why it can't be had
         */
        Incoming open() throws FailureException;
    }

    private SpooledFile(String origin, FileChannel file, Opening opening, long largest) {
        this.origin = origin;
        this.file = file;
        this.largest = largest;
        this.thread = new Thread(() -> bring(opening), "spool");
        thread.setDaemon(true);
    }

    /**
     * Begins.
     *
     * @param origin what it is, for people
     * @param folder where the file lies; it is made when it is not there
     * @param largest more bytes than so many are an error
     * @throws FailureException HOST_IO when there can be no file
     */
    public static SpooledFile of(String origin, Opening opening, Path folder, long largest) throws FailureException {
        try {
            Files.createDirectories(folder);
            Path path = Files.createTempFile(folder, "spool", ".part");
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Files.delete(path);
            return into(file, origin, opening, largest);
        } catch (IOException e) {
            throw new FailureException(
                    FailureKind.HOST_IO, "there is no room for " + origin + ": " + FileTrouble.told(e), e);
        }
    }

    /** Begins, with a file that is open. */
    static SpooledFile into(FileChannel file, String origin, Opening opening, long largest) {
        SpooledFile spool = new SpooledFile(origin, file, opening, largest);
        spool.thread.start();
        return spool;
    }

    private void bring(Opening opening) {
        MessageDigest sha256 = Digest.sha256();
        try {
            Incoming incoming = opening.open();
            try (InputStream in = incoming.bytes()) {
                expect(incoming.length());
                byte[] piece = new byte[PIECE];
                for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
                    sha256.update(piece, 0, size);
                    take(ByteBuffer.wrap(piece, 0, size));
                }
            } catch (IOException e) {
                throw incoming.trouble().told(e);
            }
            end(Digest.of(sha256));
        } catch (FailureException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(new FailureException(FailureKind.INTERNAL_ERROR, origin + " could not be fetched: " + e, e));
        }
    }

    private synchronized void expect(OptionalLong told) throws FailureException {
        requireRoom(told.orElse(0));
        length = told;
    }

    private void take(ByteBuffer bytes) throws FailureException {
        long at = ready();
        requireRoom(at + bytes.remaining());
        long to = at;
        try {
            while (bytes.hasRemaining()) {
                to += file.write(bytes, to);
            }
        } catch (IOException e) {
            throw new FailureException(
                    FailureKind.HOST_IO,
                    origin + " does not fit on the station's disk: " + FileTrouble.told(e)
                            + ". Free space there, or name another data folder",
                    e);
        }
        wake(to);
    }

    private void requireRoom(long bytes) throws FailureException {
        if (bytes > largest) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE,
                    origin + " has more than " + largest + " bytes, the most that it may have");
        }
    }

    private void wake(long to) {
        List<Runnable> all;
        synchronized (this) {
            ready = to;
            notifyAll();
            all = new ArrayList<>(waiting);
            waiting.clear();
        }
        all.forEach(Runnable::run);
    }

    private void end(Digest is) throws FailureException {
        long all;
        synchronized (this) {
            all = ready;
            if (length.isPresent() && length.getAsLong() != all) {
                throw new FailureException(
                        FailureKind.TRANSFER_FAILED,
                        origin + " ended after " + all + " of " + length.getAsLong() + " bytes");
            }
            length = OptionalLong.of(all);
            digest = is;
            notifyAll();
        }
        wake(all);
    }

    private void fail(FailureException why) {
        long all;
        synchronized (this) {
            all = ready;
            failure = why;
            notifyAll();
        }
        wake(all);
    }

    @Override
    public synchronized OptionalLong length() {
        return length;
    }

    @Override
    public synchronized long ready() {
        return ready;
    }

    @Override
    public synchronized Optional<String> failure() {
        return Optional.ofNullable(failure).map(why -> why.failure().message());
    }

    @Override
    public synchronized Optional<Digest> digest() {
        return Optional.ofNullable(digest);
    }

    @Override
    public ByteBuffer read(long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                throw new IOException("it ends after " + file.size() + " bytes");
            }
        }
        return bytes.flip();
    }

    @Override
    public void onMore(long seen, Runnable then) {
        synchronized (this) {
            if (ready <= seen && digest == null && failure == null) {
                waiting.add(then);
                return;
            }
        }
        then.run();
    }

    /**
     * Waits until something of it has come.
     *
     * @throws FailureException why it does not come; STOPPED_BY_PERSON when the thread is interrupted
     */
    public synchronized void begun() throws FailureException {
        try {
            while (ready == 0 && digest == null) {
                requireSound();
                wait();
            }
            requireSound();
        } catch (InterruptedException e) {
            throw stopped(e);
        }
    }

    private FailureException stopped(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new FailureException(FailureKind.STOPPED_BY_PERSON, "stopped while " + origin + " was fetched", e);
    }

    /**
     * Waits until all of it has come.
     *
     * @return its digest
     * @throws FailureException why it does not come; STOPPED_BY_PERSON when the thread is interrupted
     */
    public synchronized Digest whole() throws FailureException {
        try {
            while (digest == null) {
                requireSound();
                wait();
            }
            return digest;
        } catch (InterruptedException e) {
            throw stopped(e);
        }
    }

    /**
     * Fails when it can't come any more.
     *
     * @throws FailureException why it can't be had; IMAGE_TOO_LARGE, HOST_IO when it can't be kept
     */
    public synchronized void requireSound() throws FailureException {
        if (failure != null) {
            throw new FailureException(
                    failure.failure().kind(), failure.failure().message(), failure);
        }
    }

    /** Ends it, wherever it is; its bytes are gone. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        thread.interrupt();
        try {
            thread.join();
            file.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // Its bytes are not needed any more.
        }
    }
}
