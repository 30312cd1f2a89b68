package dev.gangway.virtual.allwinner;

import dev.gangway.virtual.kind.BoardOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a board's FEL button is held when it gets its power.
 *
 * @param releasedAfter when it is let go, null = never by itself
 */
record FelStrap(boolean held, @Nullable Duration releasedAfter) {
    static FelStrap parse(String text) {
        return switch (text) {
            case "held" -> new FelStrap(true, null);
            case "free" -> new FelStrap(false, null);
            default -> new FelStrap(true, BoardOption.duration(text));
        };
    }
}
