package dev.gangway.image.source;

import static dev.gangway.image.source.Fetching.bytes;
import static dev.gangway.image.source.Fetching.digest;
import static dev.gangway.image.source.Fetching.left;
import static dev.gangway.image.source.Fetching.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gangway.config.Secret;
import dev.gangway.config.StationConfig;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.ImageSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFetcherTest {
    private static final byte[] IMAGE = bytes(200_000, 1);

    @TempDir
    Path folder;

    @AutoClose
    private final TinyServer server = new TinyServer();

    private Path cache() {
        return folder.resolve("cache");
    }

    private Fetching fetching() {
        return new Fetching(cache());
    }

    private static byte[] content(HeldImage held) throws IOException {
        return Files.readAllBytes(held.image().file());
    }

    private Failure refused(ImageFetcher fetcher, ImageSpec spec) {
        return catchThrowableOfType(FailureException.class, () -> fetcher.get("a", spec, FetchWatch.NONE))
                .failure();
    }

    @Test
    void whatWasFetchedNeedsNoServerAfterwards() throws Exception {
        server.serve("/a.bin", IMAGE);
        for (ImageSpec spec :
                List.of(spec(digest(IMAGE), "", server.link("/a.bin")), spec(null, "", server.link("/a.bin")))) {
            try (HeldImage held = fetching().fetcher().get("a", spec, FetchWatch.NONE)) {
                assertThat(content(held)).isEqualTo(IMAGE);
                assertThat(held.image().image()).isEqualTo(digest(IMAGE));
                assertThat(held.image().file()).hasFileName("image.bin");
                assertThat(held.image().origin()).isEqualTo(server.link("/a.bin") + " sha256:" + digest(IMAGE));
            }
        }
        server.close();

        try (HeldImage byDigest =
                        fetching().fetcher().get("a", spec(digest(IMAGE), "", server.link("/other")), FetchWatch.NONE);
                HeldImage byPlace =
                        fetching().fetcher().get("a", spec(null, "", server.link("/a.bin")), FetchWatch.NONE)) {
            assertThat(content(byDigest)).isEqualTo(IMAGE);
            assertThat(content(byPlace)).isEqualTo(IMAGE);
        }
        assertThat(server.asked("Range")).containsExactly("/a.bin", "/a.bin");
    }

    @Test
    void aConnectionThatIsCutFiveTimesIsGoneOnWithWhereItWas() throws Exception {
        server.cut("/a.bin", IMAGE, IMAGE.length / 6 + 1);

        try (HeldImage held =
                fetching().fetcher().get("a", spec(digest(IMAGE), "", server.link("/a.bin")), FetchWatch.NONE)) {
            assertThat(content(held)).isEqualTo(IMAGE);
        }
        assertThat(server.asked("Range"))
                .hasSize(6)
                .last()
                .isEqualTo("/a.bin bytes=" + 5 * (IMAGE.length / 6 + 1) + "-");
        assertThat(server.asked("If-Range")).last().isEqualTo("/a.bin \"one\"");
    }

    @Test
    void aServerWithoutRangesSendsAllAgainAndItHasToBeTheSame() throws Exception {
        AtomicInteger times = new AtomicInteger();
        TinyServer.Handler halfThenAll = exchange -> {
            int part = times.incrementAndGet() == 1 ? IMAGE.length / 2 : IMAGE.length;
            TinyServer.send(exchange, 200, Arrays.copyOf(IMAGE, part), IMAGE.length);
        };
        server.on("/a.bin", halfThenAll);
        try (HeldImage held = fetching().fetcher().get("a", spec(null, "", server.link("/a.bin")), FetchWatch.NONE)) {
            assertThat(content(held)).isEqualTo(IMAGE);
        }
        byte[] other = bytes(IMAGE.length, 2);
        AtomicInteger again = new AtomicInteger();
        server.on("/b.bin", exchange -> {
            boolean first = again.incrementAndGet() == 1;
            TinyServer.send(exchange, 200, first ? Arrays.copyOf(IMAGE, 5_000) : other, IMAGE.length);
        });

        Failure changed = refused(fetching().fetcher(), spec(null, "", server.link("/b.bin")));

        assertThat(changed.kind()).isEqualTo(FailureKind.IMAGE_MISSING);
        assertThat(changed.message()).contains("/b.bin was changed on the server while it was fetched");
    }

    @Test
    void aServerThatChangesTheFileWhileItIsFetchedIsFound() throws IOException {
        AtomicInteger times = new AtomicInteger();
        server.on("/a.bin", exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"" + times.incrementAndGet() + "\"");
            if (times.get() > 1) {
                exchange.getResponseHeaders().set("Content-Range", "bytes 1000-199999/200000");
            }
            TinyServer.send(
                    exchange, times.get() > 1 ? 206 : 200, new byte[1_000], times.get() > 1 ? 199_000 : 200_000);
        });

        assertThat(refused(fetching().fetcher(), spec(null, "", server.link("/a.bin")))
                        .message())
                .contains("was changed on the server");
        assertThat(left(cache())).isEmpty();
    }

    @Test
    void aServerThatTellsMoreThanItHasIsRefusedWithTheReason() throws IOException {
        server.on("/a.bin", exchange -> TinyServer.send(exchange, 200, new byte[500], 1_000));

        Failure refused = refused(fetching().fetcher(), spec(null, "", server.link("/a.bin")));

        assertThat(refused.kind()).isEqualTo(FailureKind.IMAGE_MISSING);
        assertThat(refused.message()).contains("the server broke off").contains("after 500 bytes");
        assertThat(left(cache())).isEmpty();
    }

    @Test
    void aServerThatTellsLessThanItHasIsFoundByTheDigest() throws IOException {
        server.on("/a.bin", exchange -> TinyServer.send(exchange, 200, Arrays.copyOf(IMAGE, 1_000), 1_000));

        Failure refused = refused(fetching().fetcher(), spec(digest(IMAGE), "", server.link("/a.bin")));

        assertThat(refused.kind()).isEqualTo(FailureKind.IMAGE_INVALID);
        assertThat(refused.message()).contains("has the SHA-256").contains("the recipe wants " + digest(IMAGE));
        assertThat(left(cache())).isEmpty();
    }

    @Test
    void aServerThatStaysAwayHalfWayIsToldAndNothingIsLeft() throws IOException {
        AtomicInteger times = new AtomicInteger();
        server.on("/a.bin", exchange -> {
            if (times.incrementAndGet() == 1) {
                TinyServer.send(exchange, 200, new byte[70_000], 200_000);
            } else {
                TinyServer.send(exchange, 503, new byte[0], 0);
            }
        });

        assertThat(refused(fetching().fetcher(), spec(null, "", server.link("/a.bin")))
                        .message())
                .contains("answers with status 503");
        assertThat(times.get()).isEqualTo(5);
        assertThat(left(cache())).isEmpty();
    }

    @Test
    void aCircleOfRedirectsEnds() {
        server.on("/a", exchange -> TinyServer.redirect(exchange, server.link("/b")));
        server.on("/b", exchange -> TinyServer.redirect(exchange, server.link("/a")));

        assertThat(refused(fetching().fetcher(), spec(null, "", server.link("/a")))
                        .message())
                .contains("more than 8 redirects");
    }

    @Test
    void mirrorsAreTriedInOrderAndWhatEachLacksIsTold() throws Exception {
        server.serve("/wrong", bytes(10, 7));
        server.serve("/right", IMAGE);
        ImageSpec good = spec(digest(IMAGE), "", server.link("/none"), server.link("/wrong"), server.link("/right"));

        try (HeldImage held = fetching().fetcher().get("a", good, FetchWatch.NONE)) {
            assertThat(held.image().from()).endsWith("/right");
        }
        Failure all = refused(
                fetching().fetcher(), spec(digest(bytes(9, 9)), "", server.link("/none"), server.link("/wrong")));
        assertThat(all.message())
                .contains("none of its 2 places has it")
                .contains("/none answers with status 404")
                .contains("/wrong has the SHA-256");
    }

    @Test
    void aTokenGoesToItsHostAlone() throws Exception {
        server.serve("/file", IMAGE);
        try (TinyServer forge = new TinyServer()) {
            forge.on("/artifact", exchange -> TinyServer.redirect(exchange, server.link("/file?key=1")));
            Map<String, StationConfig.ImageHost> hosts = Map.of(
                    "127.0.0.1:" + forge.link("/").getPort(),
                    new StationConfig.ImageHost(new Secret.InEnvironment("TOKEN"), "PRIVATE-TOKEN"));

            try (HeldImage held = new Fetching(cache(), hosts)
                    .fetcher()
                    .get("a", spec(null, "", forge.link("/artifact")), FetchWatch.NONE)) {
                assertThat(content(held)).isEqualTo(IMAGE);
                assertThat(held.image().origin()).doesNotContain("key").doesNotContain("s3cret");
            }
            assertThat(forge.asked("PRIVATE-TOKEN")).containsExactly("/artifact s3cret");
            assertThat(server.asked("PRIVATE-TOKEN")).containsExactly("/file");
        }
    }

    @Test
    void aTokenIsNotSentUnencryptedToAnotherMachine() {
        ImageHosts hosts = new ImageHosts(
                Map.of("forge.example", new StationConfig.ImageHost(new Secret.InEnvironment("TOKEN"), "JOB-TOKEN")),
                Map.of("TOKEN", "s3cret"));

        assertThat(catchThrowableOfType(IOException.class, () -> hosts.to(URI.create("http://forge.example/a"))))
                .hasMessageContaining("without encryption")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void manyPortsFetchOnce() throws Exception {
        server.serve("/a.bin", IMAGE);
        ImageFetcher fetcher = fetching().fetcher();
        ExecutorService ports = Executors.newFixedThreadPool(16);
        try {
            List<Future<HeldImage>> all = new ArrayList<>();
            for (int port = 0; port < 16; port++) {
                all.add(ports.submit(() -> fetcher.get("a", spec(null, "", server.link("/a.bin")), FetchWatch.NONE)));
            }
            for (Future<HeldImage> one : all) {
                one.get().close();
            }
        } finally {
            ports.shutdownNow();
        }
        assertThat(server.asked("Range")).hasSize(1);
    }

    @Test
    void aNewFileIsTakenWhenItIsAskedForAndNotBefore() throws Exception {
        AtomicInteger state = new AtomicInteger(1);
        server.on("/a.bin", exchange -> {
            String tag = "\"" + state.get() + "\"";
            exchange.getResponseHeaders().set("ETag", tag);
            boolean same = tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
            TinyServer.send(exchange, same ? 304 : 200, same ? new byte[0] : bytes(50, state.get()), same ? 0 : 50);
        });
        ImageSpec spec = spec(null, "", server.link("/a.bin"));
        ImageFetcher fetcher = fetching().fetcher();
        fetcher.get("a", spec, FetchWatch.NONE).close();
        fetcher.renew("a", spec, FetchWatch.NONE).close();
        state.set(2);

        try (HeldImage kept = fetcher.get("a", spec, FetchWatch.NONE)) {
            assertThat(content(kept)).isEqualTo(bytes(50, 1));
        }
        try (HeldImage renewed = fetcher.renew("a", spec, FetchWatch.NONE)) {
            assertThat(content(renewed)).isEqualTo(bytes(50, 2));
        }
        try (HeldImage kept = fetcher.get("a", spec, FetchWatch.NONE)) {
            assertThat(content(kept)).isEqualTo(bytes(50, 2));
        }
        assertThat(server.asked("If-None-Match")).containsExactly("/a.bin", "/a.bin \"1\"", "/a.bin \"1\"");
    }

    @Test
    void aFileOfThisMachineIsTakenAnewWhenItChanged() throws Exception {
        Path file = Files.write(folder.resolve("a.bin"), bytes(30, 1));
        ImageFetcher fetcher = fetching().fetcher();
        fetcher.get("a", spec(null, "", file.toUri()), FetchWatch.NONE).close();
        Files.write(file, bytes(31, 2));

        try (HeldImage held = fetcher.get("a", spec(null, "", file.toUri()), FetchWatch.NONE)) {
            assertThat(content(held)).isEqualTo(bytes(31, 2));
        }
        Files.delete(file);
        try (HeldImage held = fetcher.get("a", spec(null, "", file.toUri()), FetchWatch.NONE)) {
            assertThat(content(held)).isEqualTo(bytes(31, 2));
        }
    }

    @Test
    void aFetchThatNobodyWantsAnyMoreEnds() throws IOException {
        server.cut("/a.bin", IMAGE, 1_000);
        AtomicInteger looked = new AtomicInteger();
        FetchWatch watch = new FetchWatch() {
            @Override
            public void moved(String image, long bytes, long total) {
                assertThat(total).isEqualTo(IMAGE.length);
            }

            @Override
            public boolean stopped() {
                return looked.incrementAndGet() > 20;
            }
        };

        FailureException stopped = catchThrowableOfType(
                FailureException.class,
                () -> fetching().fetcher().get("a", spec(null, "", server.link("/a.bin")), watch));

        assertThat(stopped.failure().kind()).isEqualTo(FailureKind.STOPPED_BY_PERSON);
        assertThat(left(cache())).isEmpty();
    }
}
