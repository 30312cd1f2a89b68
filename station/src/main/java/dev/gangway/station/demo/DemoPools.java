package dev.gangway.station.demo;

import dev.gangway.config.PoolConfig;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.UnitType;
import dev.gangway.recipe.UnitValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** Pools for a demo, which has no station.yaml: what a recipe asks for, with values that are no product's. */
public final class DemoPools {
    /** Locally administered, and so no maker's. */
    private static final long FIRST_MAC = 0x02_00_5e_00_00_00L;

    private static final long APART = 1L << 20;
    private static final long COUNT = 100_000;
    private static final long DIGITS = 10_000_000;

    private DemoPools() {}

    /** A pool for each that the recipe names: MAC addresses where it wants some, otherwise numbers, which are hex too. */
    public static Map<String, PoolConfig> of(Recipe recipe) {
        Map<String, PoolConfig> pools = new LinkedHashMap<>();
        recipe.unit().values().forEach(value -> {
            if (value.source() instanceof UnitValue.FromPool from) {
                long number = pools.size();
                PoolConfig.Source source = value.type() == UnitType.MAC
                        ? new PoolConfig.Macs(FIRST_MAC + number * APART, 2, COUNT)
                        : new PoolConfig.Counter((number + 1) * DIGITS, DIGITS - 1, "########");
                pools.putIfAbsent(from.pool(), new PoolConfig(from.pool(), source, 0));
            }
        });
        return pools;
    }
}
