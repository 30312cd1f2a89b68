package dev.gangway.unit;

import dev.gangway.config.PoolConfig;
import dev.gangway.image.FileStamp;
import dev.gangway.model.FailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** How many values are left in a pool, time and again: its file is read only when it is another one than before. One look at a time. */
final class PoolLeft {
    private final PoolConfig pool;
    private @Nullable FileStamp stamp;
    private BitSet places = new BitSet();

    PoolLeft(PoolConfig pool) {
        this.pool = pool;
    }

    /**
     * Looks.
     *
     * @param last the last place that was drawn; null = nothing was
     * @throws FailureException when its file can't be read
     */
    long left(@Nullable Long last) throws FailureException {
        if (!(pool.source() instanceof PoolConfig.Lines source)) {
            return PoolCheck.left(pool, last);
        }
        FileStamp now = stamp(source.file()); // before it is read: who writes meanwhile makes it another one
        if (now == null || !now.equals(stamp)) {
            stamp = null;
            places = new PoolFile(pool.name(), source).places();
            stamp = now;
        }
        long from = last == null ? 1 : last + 1;
        return from >= places.length()
                ? 0
                : places.get((int) from, places.length()).cardinality();
    }

    /** Null when it can't be looked at: reading it tells why. */
    private static @Nullable FileStamp stamp(Path file) {
        try {
            return FileStamp.of(file);
        } catch (IOException e) {
            return null;
        }
    }
}
