package dev.gangway.unit;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.config.PoolConfig;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.PoolsLeft;
import dev.gangway.message.StationTrouble;
import dev.gangway.model.FailureException;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how many values are left in each pool, so that somebody adds some before a board waits for one; and whoever works at the line
 * when a recipe that is flashed now draws from a pool that gives nothing more. Its event loop; files are read on a worker.
 */
public final class PoolVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(PoolVerticle.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Jobs that end together are looked at once. */
    private static final long SOON_MILLIS = 500;

    /** People add lines to files, and jobs draw long before they end. */
    private static final long LATER_MILLIS = 5_000;

    private final Map<String, PoolConfig> pools;
    private final Map<String, PoolLeft> counts = new HashMap<>();
    private final RecipeBook recipes;
    private @Nullable PoolsLeft told;
    private boolean soon;
    private boolean looking;
    private boolean again;

    @SuppressWarnings("NullAway.Init")
    private Bus bus;

    /** Looks after these pools, from which these recipes draw. */
    public PoolVerticle(Map<String, PoolConfig> pools, RecipeBook recipes) {
        this.pools = new TreeMap<>(pools);
        pools.forEach((name, pool) -> counts.put(name, new PoolLeft(pool)));
        this.recipes = recipes;
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        bus.subscribe(Addresses.LEDGER_STORED, stored -> lookSoon());
        bus.subscribe(Addresses.CHOICES, chosen -> lookSoon());
        vertx.setPeriodic(LATER_MILLIS, timer -> look());
        look();
        return Future.succeededFuture();
    }

    private void lookSoon() {
        if (!soon) {
            soon = true;
            vertx.setTimer(SOON_MILLIS, timer -> {
                soon = false;
                look();
            });
        }
    }

    /**
     * One look at a time: what a slow one found must not be told after what the next one found. Without the ledger's answer the last
     * word stays.
     */
    private void look() {
        if (looking) {
            again = true;
            return;
        }
        looking = true;
        List<Future<PoolsLeft.Pool>> all =
                pools.values().stream().map(this::look).toList();
        Future.join(all).onComplete(done -> {
            looking = false;
            if (done.succeeded()) {
                tell(new PoolsLeft(done.result().list()));
            }
            if (again) {
                again = false;
                look();
            }
        });
    }

    private Future<PoolsLeft.Pool> look(PoolConfig pool) {
        PoolConfig.Numbers numbers = pool.source() instanceof PoolConfig.Numbers some ? some : null;
        LedgerQuery.Pool query = numbers == null
                ? new LedgerQuery.Pool(pool.name(), null, 1, Long.MAX_VALUE)
                : new LedgerQuery.Pool(pool.name(), null, numbers.first(), numbers.last());
        return bus.ask(Addresses.LEDGER_QUERY, query, PATIENCE)
                .map(reply -> reply.as(LedgerReply.PoolUse.class).last())
                .compose(last -> vertx.executeBlocking(() -> left(pool, last), false));
    }

    private PoolsLeft.Pool left(PoolConfig pool, OptionalLong last) {
        long left = 0;
        String problem = "";
        try {
            left = Objects.requireNonNull(counts.get(pool.name())).left(last.isPresent() ? last.getAsLong() : null);
        } catch (FailureException e) {
            problem = e.failure().message();
        }
        return new PoolsLeft.Pool(
                pool.name(),
                left,
                pool.low(),
                pool.source().described(),
                pool.source() instanceof PoolConfig.Lines lines
                        ? "adds lines at the end of " + lines.file()
                        : "makes it longer, or adds another one, in station.yaml",
                drawing(recipes.own(), pool.name()),
                !drawing(recipes.all(), pool.name()).isEmpty(),
                problem);
    }

    private static List<String> drawing(Collection<Recipe> recipes, String pool) {
        return recipes.stream()
                .filter(recipe -> recipe.pools().contains(pool))
                .map(Recipe::name)
                .toList();
    }

    private void tell(PoolsLeft now) {
        PoolsLeft before = told;
        if (now.equals(before)) {
            return;
        }
        told = now;
        bus.publish(Addresses.POOLS, now);
        Map<String, PoolsLeft.Pool> was = before == null
                ? Map.of()
                : before.pools().stream().collect(Collectors.toMap(PoolsLeft.Pool::pool, pool -> pool));
        for (PoolsLeft.Pool pool : now.pools()) {
            PoolsLeft.Pool earlier = was.get(pool.pool());
            if (pool.isLow() && (earlier == null || !earlier.isLow())) {
                LOG.atWarn()
                        .addKeyValue("pool", pool.pool())
                        .addKeyValue("left", pool.left())
                        .log("few values are left: the engineer " + pool.cure());
            }
            String trouble = trouble(pool);
            if (!trouble.equals(earlier == null ? "" : trouble(earlier))) {
                bus.publish(Addresses.TROUBLES, new StationTrouble("pool " + pool.pool(), trouble));
            }
        }
    }

    /** What concerns whoever works at the line; empty when nothing of it does. */
    private static String trouble(PoolsLeft.Pool pool) {
        if (!pool.needed() || !pool.isDry()) {
            return "";
        }
        return pool.problem().isEmpty()
                ? "The pool " + pool.pool() + " is empty: new units of " + String.join(", ", pool.recipes())
                        + " can't be flashed. Call the engineer, who " + pool.cure() + "."
                : "Call the engineer: " + pool.problem();
    }
}
