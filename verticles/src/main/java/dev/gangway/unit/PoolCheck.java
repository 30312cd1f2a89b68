package dev.gangway.unit;

import dev.gangway.config.PoolConfig;
import dev.gangway.message.UnitGot;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.Serial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds a pool as it is now against what was handed out of it. One use, one thread; blocks while it reads a file. */
public final class PoolCheck {
    /** More of one kind tell nothing new. */
    private static final int MOST = 20;

    private final PoolConfig pool;
    private final Map<Long, String> lines = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private @Nullable Long last;

    /**
     * Of this pool.
     *
     * @throws FailureException when its file can't be read
     */
    public PoolCheck(PoolConfig pool) throws FailureException {
        this.pool = pool;
        if (pool.source() instanceof PoolConfig.Lines source) {
            Map<Digest, Long> seen = new HashMap<>();
            new PoolFile(pool.name(), source).each(1, line -> {
                lines.put(line.number(), line.shown());
                Long first = seen.putIfAbsent(line.fingerprint(), line.number());
                if (first != null) {
                    add("the lines " + first + " and " + line.number() + " of " + source.file()
                            + " are the same: take one of them away before it is drawn");
                }
                return true;
            });
        }
    }

    /** How many values are left of a pool whose last drawn place is this; null = nothing was drawn. */
    public static long left(PoolConfig pool, @Nullable Long last) throws FailureException {
        if (pool.source() instanceof PoolConfig.Lines source) {
            return new PoolFile(pool.name(), source).count(last == null ? 1 : last + 1);
        }
        PoolConfig.Numbers numbers = (PoolConfig.Numbers) pool.source();
        return last == null ? numbers.count() : Math.max(0, numbers.count() - numbers.reached(last));
    }

    /** A value that was handed out, in the order of the places. */
    public void take(Serial serial, UnitGot got) {
        last = got.place();
        String has = pool.source() instanceof PoolConfig.Numbers numbers
                ? (numbers.has(got.place()) ? numbers.value(got.place()) : "")
                : Optional.ofNullable(lines.get(got.place())).orElse("");
        if (!got.shown().equals(has)) {
            add(serial + " has " + got.shown() + ", which the pool does not have any more ("
                    + pool.source().described()
                    + "): put the pool back as it was, or the unit gets nothing when it comes again");
        }
    }

    private void add(String problem) {
        if (problems.size() < MOST) {
            problems.add("pool " + pool.name() + ": " + problem);
        }
    }

    /** What is wrong, and whether few values are left. */
    public List<String> problems() throws FailureException {
        List<String> all = new ArrayList<>(problems);
        long left = left(pool, last);
        if (left < pool.low()) {
            all.add("pool " + pool.name() + ": " + left + " values are left, fewer than " + pool.low()
                    + ": add some in station.yaml, or at the end of its file");
        }
        return all;
    }
}
