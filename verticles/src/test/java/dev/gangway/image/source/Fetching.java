package dev.gangway.image.source;

import dev.gangway.config.StationConfig;
import dev.gangway.download.WebWays;
import dev.gangway.model.Digest;
import dev.gangway.recipe.ImageOrigin;
import dev.gangway.recipe.ImageSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cache and what fills it, in a test. */
final class Fetching {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AtomicLong now = new AtomicLong(1_700_000_000);
    private final Path folder;
    private final Map<String, StationConfig.ImageHost> hosts;
    private long limit = 1 << 20;
    private long largest = 1 << 20;
    private long free = Long.MAX_VALUE / 2;
    private WebWays ways = WebWays.DIRECT;

    Fetching(Path folder) {
        this(folder, Map.of());
    }

    Fetching(Path folder, Map<String, StationConfig.ImageHost> hosts) {
        this.folder = folder;
        this.hosts = hosts;
    }

    /** From now on, as the clock is right. */
    Fetching today() {
        now.set(Instant.now().getEpochSecond());
        return this;
    }

    Fetching limit(long bytes) {
        limit = bytes;
        return this;
    }

    Fetching largest(long bytes) {
        largest = bytes;
        return this;
    }

    Fetching free(long bytes) {
        free = bytes;
        return this;
    }

    Fetching ways(WebWays given) {
        ways = given;
        return this;
    }

    /** Each look at the clock is a second later. */
    ImageFetcher fetcher() {
        return new ImageFetcher(
                new ImageCache(folder, limit, () -> Instant.ofEpochSecond(now.incrementAndGet()), where -> free),
                ways,
                new ImageHosts(hosts, Map.of("TOKEN", "s3cret")),
                new ImageFetcher.Limits(largest, PATIENCE, Duration.ofMillis(1)));
    }

    /** All files that are there, but for those that say who uses what. */
    static List<String> left(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(file -> !file.endsWith(CachedImage.IN_USE))
                    .sorted()
                    .toList();
        }
    }

    static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Digest digest(byte[] bytes) {
        return Digest.of(ByteBuffer.wrap(bytes));
    }

    static ImageSpec spec(@Nullable Digest sha256, String member, URI... places) {
        return new ImageSpec(
                "image.bin",
                ImageSpec.ImageFormat.RAW,
                false,
                ImageSpec.Verification.READBACK,
                new ImageOrigin(List.of(places), sha256, member, null));
    }
}
