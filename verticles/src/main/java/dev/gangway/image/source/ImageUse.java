package dev.gangway.image.source;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/**
 * That somebody uses a kept image: a shared lock on a file beside it, which other processes see, and a count for this one's own
 * threads. Any thread.
 */
public final class ImageUse implements AutoCloseable {
    /** Locks on files are the process's, so that its own uses have to be counted. */
    private static final Map<Path, Shared> USED = new HashMap<>();

    private final Path file;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private static final class Shared {
        private final FileChannel channel;
        private int users = 1;

        Shared(FileChannel channel) {
            this.channel = channel;
        }
    }

    private ImageUse(Path file) {
        this.file = file;
    }

    /**
     * Begins a use; the image counts as used now.
     *
     * @return empty when it is just being removed
     * @throws IOException when it is not there
     */
    static Optional<ImageUse> begin(Path folder, Instant now) throws IOException {
        Path file = folder.resolve(CachedImage.IN_USE);
        synchronized (USED) {
            Shared known = USED.get(file);
            if (known != null) {
                known.users++;
                return Optional.of(new ImageUse(file));
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
                if (lock != null && Files.exists(file)) {
                    Files.setLastModifiedTime(file, FileTime.from(now));
                    USED.put(file, new Shared(channel));
                    return Optional.of(new ImageUse(file));
                }
            } catch (OverlappingFileLockException e) {
                // This process removes it.
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            channel.close();
            return Optional.empty();
        }
    }

    /** What removes an image. */
    interface Removal {
        void run() throws IOException;
    }

    /** Does this while nobody uses the image; false, and nothing done, when somebody does. */
    static boolean whileUnused(Path folder, Removal removal) throws IOException {
        Path file = folder.resolve(CachedImage.IN_USE);
        synchronized (USED) {
            if (USED.containsKey(file)) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    return false;
                }
                removal.run();
                return true;
            } catch (OverlappingFileLockException e) {
                return false;
            }
        }
    }

    @Override
    public void close() {
        if (!open.getAndSet(false)) {
            return;
        }
        synchronized (USED) {
            Shared shared = USED.get(file);
            if (shared != null && --shared.users == 0) {
                USED.remove(file);
                try {
                    shared.channel.close();
                } catch (IOException e) {
                    LoggerFactory.getLogger(ImageUse.class)
                            .atWarn()
                            .addKeyValue("file", file)
                            .log("the use of an image could not be ended: " + e);
                }
            }
        }
    }
}
