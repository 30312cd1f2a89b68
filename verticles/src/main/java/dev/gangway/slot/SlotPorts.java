package dev.gangway.slot;

import dev.gangway.message.BoardSighting;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Who sets ports to work. */
@FunctionalInterface
public interface SlotPorts {
    /**
     * Sets a port to work that has none at work yet, on the event loop of {@link SlotVerticle}.
     *
     * @param slot the port and its slot
     * @param seen the board that was seen there before, if any
     * @return when it listens
     */
    Future<?> deploy(SlotPlan slot, @Nullable BoardSighting seen);
}
