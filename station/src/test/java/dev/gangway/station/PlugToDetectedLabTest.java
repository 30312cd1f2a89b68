package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long it takes from plugging a board into the virtual hub until its port says DETECTED; prints median and 95th
 * percentile. The board's own time from power to its first appearance on the bus is part of it.
 */
@Tag("lab")
class PlugToDetectedLabTest {
    private static final int WARM_UP = 10;
    private static final int PLUGS = 60;
    private static final Duration MOST = Duration.ofMillis(100);

    @TempDir
    Path folder;

    @Test
    void aPluggedBoardIsDetectedWithin100Ms() throws Exception {
        List<Duration> took = new ArrayList<>();
        try (LineHarness line = LineSetup.in(folder).ports(WARM_UP + PLUGS).start()) {
            Map<PortPath, CompletableFuture<Long>> detected = new ConcurrentHashMap<>();
            line.watch(status -> {
                if (status.state() instanceof PortState.Detected) {
                    detected.computeIfAbsent(status.port(), port -> new CompletableFuture<>())
                            .complete(System.nanoTime());
                }
            });
            for (int port = 1; port <= WARM_UP + PLUGS; port++) {
                TestBoard board = TestBoard.chip(port);
                long plugged = System.nanoTime();
                line.plug(port, board);
                long seen = detected.computeIfAbsent(PortPath.virtual(port), path -> new CompletableFuture<>())
                        .get(LineHarness.PATIENCE.toSeconds(), TimeUnit.SECONDS);
                if (port > WARM_UP) {
                    took.add(Duration.ofNanos(seen - plugged));
                }
                line.awaitState(port, PortState.AwaitingScan.class);
            }
        }
        took.sort(null);
        Duration median = took.get(PLUGS / 2);
        Duration late = took.get(PLUGS * 95 / 100);
        System.out.printf("plug to DETECTED: median %d ms, 95 %% within %d ms%n", median.toMillis(), late.toMillis());
        assertThat(median).as("%s", took).isLessThan(MOST);
    }
}
