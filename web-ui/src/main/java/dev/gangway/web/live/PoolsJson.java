package dev.gangway.web.live;

import dev.gangway.message.PoolsLeft;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Pools of units' values, as the pages read them. */
final class PoolsJson {
    private PoolsJson() {}

    static JsonArray of(PoolsLeft left) {
        JsonArray pools = new JsonArray();
        for (PoolsLeft.Pool pool : left.pools()) {
            pools.add(new JsonObject()
                    .put("pool", pool.pool())
                    .put("left", pool.left())
                    .put("low", pool.low())
                    .put("content", pool.content())
                    .put("cure", pool.cure())
                    .put("recipes", new JsonArray(pool.recipes()))
                    .put("needed", pool.needed())
                    .put("problem", pool.problem())
                    .put("state", state(pool)));
        }
        return pools;
    }

    private static String state(PoolsLeft.Pool pool) {
        if (!pool.problem().isEmpty()) {
            return "broken";
        }
        if (pool.isDry()) {
            return "dry";
        }
        return pool.isLow() ? "low" : "well";
    }
}
