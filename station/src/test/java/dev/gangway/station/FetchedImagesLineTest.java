package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import dev.gangway.config.StationConfig;
import dev.gangway.image.source.CachedImage;
import dev.gangway.image.source.ImageFetcher;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.dfu.DfuBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recipe's image comes from a server, is flashed, and is flashed again when the server is off. */
class FetchedImagesLineTest {
    private static final String SPEC = "dfu:starts=application,end=reset,block=0ms";

    private final byte[] firmware = new byte[70 * 1024];
    private final PageStore pages = PageStore.temporary();
    private byte[] packed = new byte[0];
    private HttpServer server;

    @TempDir
    Path folder;

    @BeforeEach
    void serve() throws IOException {
        new Random(11).nextBytes(firmware);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(firmware);
        }
        packed = bytes.toByteArray();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/firmware.bin.gz", exchange -> {
            exchange.sendResponseHeaders(200, packed.length);
            exchange.getResponseBody().write(packed);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        pages.close();
    }

    private String recipe(String more) {
        return """
                kind: recipe
                version: 1
                title: A plain board
                serves: { mode: dfu-runtime }
                serial: { pattern: "PL-[0-9]{3}" }
                images:
                  firmware:
                    file: firmware.bin
                    format: raw
                    from: http://127.0.0.1:%d/firmware.bin.gz
                %s
                retry: { attempts: 1 }
                steps:
                  - dfu.detach:
                  - await: dfu
                  - dfu.write: firmware
                    alt: firmware
                  - dfu.detach:
                    name: detach again
                  - await: dfu
                    name: wait for the loader again
                  - dfu.verify: firmware
                    alt: firmware
                """.formatted(server.getAddress().getPort(), more);
    }

    private Path data() {
        return folder.resolve("data");
    }

    private LineHarness line(String more) throws StartFailure, IOException {
        return LineSetup.in(folder)
                .recipes(TestRecipes.of("plain", recipe(more)))
                .images(folder.resolve("none"))
                .fetcher(ImageFetcher.of(StationConfig.Fetched.USUAL, data(), Map.of(), Clock.systemUTC()))
                .start();
    }

    private JobSummary job(LineHarness line, int port, String serial) {
        return line.ended(((ScanOutcome.Started) line.scanFor(port, serial)).job())
                .summary();
    }

    private DfuBoard plug(LineHarness line, int port) {
        DfuBoard board = (DfuBoard) BoardSpec.parse(SPEC, port).plug(line.hub(), port, pages, told -> {});
        line.awaitState(port, PortState.AwaitingScan.class);
        return board;
    }

    @Test
    void whatCameFromAServerIsFlashedAndNeedsNoServerAfterwards() throws Exception {
        try (LineHarness line = line("")) {
            DfuBoard first = plug(line, 1);
            JobSummary job = job(line, 1, "PL-001");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(first.read(0, 0, firmware.length)).isEqualTo(firmware);
            Digest fetched = Digest.of(ByteBuffer.wrap(packed));
            assertThat(job.steps()).anySatisfy(step -> assertThat(step.facts())
                    .containsEntry(
                            "from:firmware",
                            "http://127.0.0.1:" + server.getAddress().getPort() + "/firmware.bin.gz sha256:"
                                    + fetched));
            assertThat(job.images())
                    .extracting(ImageUsed::file, ImageUsed::sha256)
                    .containsExactly(tuple("firmware.bin", Digest.of(ByteBuffer.wrap(firmware))));
            server.stop(0);
        }
        try (LineHarness offline = line("")) {
            DfuBoard second = plug(offline, 2);

            assertThat(job(offline, 2, "PL-002").verdict()).isEqualTo(Verdict.PASSED);
            assertThat(second.read(0, 0, firmware.length)).isEqualTo(firmware);
        }
    }

    @Test
    void anotherDigestEndsTheJobBeforeTheBoardIsTouched() throws Exception {
        try (LineHarness line = line("    sha256: \"" + "0".repeat(64) + "\"")) {
            DfuBoard board = plug(line, 1);
            byte[] before = board.read(0, 0, firmware.length);

            JobSummary job = job(line, 1, "PL-001");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.IMAGE_INVALID);
            assertThat(job.failure().message()).contains("the recipe wants " + "0".repeat(64));
            assertThat(job.steps()).isEmpty();
            assertThat(board.read(0, 0, firmware.length)).isEqualTo(before);
        }
    }

    @Test
    void whatWasChangedInTheCacheIsNotFlashed() throws Exception {
        try (LineHarness line = line("")) {
            plug(line, 1);
            assertThat(job(line, 1, "PL-001").verdict()).isEqualTo(Verdict.PASSED);
            CachedImage kept = ImageFetcher.of(StationConfig.Fetched.USUAL, data(), Map.of(), Clock.systemUTC())
                    .cache()
                    .all()
                    .get(0);
            byte[] changed = firmware.clone();
            changed[1_000] ^= 1;
            Files.write(kept.file(), changed);
            plug(line, 2);

            JobSummary job = job(line, 2, "PL-002");
            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.IMAGE_INVALID);
            assertThat(job.failure().message())
                    .contains("is no longer what was fetched")
                    .contains("removed from the cache");
        }
    }
}
