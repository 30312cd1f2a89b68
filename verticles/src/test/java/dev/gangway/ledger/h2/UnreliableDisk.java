package dev.gangway.ledger.h2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system under H2 that can be full, counts syncs, and remembers what a power cut would leave: the content of each
 * file at its last sync.
 */
public final class UnreliableDisk extends FilePathWrapper {
    static final String SCHEME = "unreliable";
    static final AtomicBoolean FULL = new AtomicBoolean();
    static final AtomicInteger SYNCS = new AtomicInteger();
    static final AtomicBoolean KEEP_SYNCED = new AtomicBoolean();
    static final AtomicBoolean SYNCS_FAIL = new AtomicBoolean();
    static volatile Runnable atSync = () -> {};

    static void install() {
        FULL.set(false);
        KEEP_SYNCED.set(false);
        SYNCS_FAIL.set(false);
        atSync = () -> {};
        SYNCS.set(0);
        FilePath.register(new UnreliableDisk());
    }

    /** Where the content at the last sync is kept. */
    static Path synced(Path file) {
        return file.resolveSibling(file.getFileName() + ".synced");
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Channel(Path.of(unwrap().toString()), super.open(mode));
    }

    private static final class Channel extends FileBaseDefault {
        private final Path file;
        private final FileChannel channel;

        Channel(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public synchronized int read(ByteBuffer target, long position) throws IOException {
            return channel.read(target, position);
        }

        @Override
        public synchronized int write(ByteBuffer source, long position) throws IOException {
            if (FULL.get()) {
                throw new IOException("No space left on device");
            }
            return channel.write(source, position);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            if (SYNCS_FAIL.get()) {
                throw new IOException("Input/output error");
            }
            atSync.run();
            channel.force(metaData);
            SYNCS.incrementAndGet();
            if (KEEP_SYNCED.get()) {
                Files.write(synced(file), Files.readAllBytes(file));
            }
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            channel.close();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return channel.tryLock(position, size, shared);
        }
    }
}
