package dev.gangway.virtual.spark;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A Core has lost its power. */
final class AirPowerCut extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Duration back;

    /** Takes after how long it comes back; null = never. */
    AirPowerCut(@Nullable Duration back) {
        super("power was cut");
        this.back = back;
    }

    @Nullable
    Duration back() {
        return back;
    }
}
