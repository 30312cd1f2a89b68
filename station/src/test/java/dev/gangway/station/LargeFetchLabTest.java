package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gangway.config.StationConfig;
import dev.gangway.image.source.ImageFetcher;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.StepResult;
import dev.gangway.model.Digest;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.virtual.disk.DiskBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.management.ListenerNotFoundException;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An image of 2 GiB ({@code -Dgangway.fetch.mib} takes another length), no two parts of it the same: fetched while its connection is cut
 * five times, written to a board, read back. Server, station and board are one process; how much memory and time it takes is printed.
 */
@Tag("lab")
@Tag("long")
class LargeFetchLabTest {
    private static final int MIB = 1 << 20;
    private static final int CUTS = 5;
    private static final int MIBS = Integer.getInteger("gangway.fetch.mib", 2048);
    private static final long LENGTH = (long) MIBS * MIB;

    /** Small, so that the test's own arrays are no more than what it watches. */
    private static final int PIECE = 1 << 16;

    private static final int PIECES = (int) (LENGTH / PIECE);

    private final AtomicInteger answers = new AtomicInteger();

    @TempDir
    Path folder;

    private static byte[] piece(int number) {
        byte[] piece = new byte[PIECE];
        new SplittableRandom(number).nextBytes(piece);
        return piece;
    }

    private static Digest digest() {
        MessageDigest sha256 = Digest.sha256();
        for (int i = 0; i < PIECES; i++) {
            sha256.update(piece(i));
        }
        return Digest.of(sha256);
    }

    private void serve(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        long from = range == null ? 0 : Long.parseLong(range.replaceAll("bytes=(\\d+)-", "$1"));
        long most = answers.incrementAndGet() > CUTS ? LENGTH : LENGTH / (CUTS + 1);
        exchange.getResponseHeaders().set("ETag", "\"large\"");
        if (from > 0) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (LENGTH - 1) + "/" + LENGTH);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, LENGTH - from);
        long end = Math.min(LENGTH, from + most);
        try (OutputStream out = exchange.getResponseBody()) {
            for (long at = from; at < end; ) {
                byte[] piece = piece((int) (at / PIECE));
                int begin = (int) (at % PIECE);
                int size = (int) Math.min(PIECE - begin, end - at);
                out.write(piece, begin, size);
                at += size;
            }
        } catch (IOException e) {
            // Closing before all was sent is what cuts it.
        } finally {
            exchange.close();
        }
    }

    private Recipe recipe(String link, Digest sha256) throws IOException {
        String shipped = Files.readString(Path.of("../config/recipes/raw-disk.yaml"));
        String fetched =
                shipped.replace("format: raw", "format: raw\n    from: " + link + "\n    sha256: " + sha256.hex());
        assertThat(fetched).isNotEqualTo(shipped);
        return TestRecipes.of("raw-disk", fetched);
    }

    @Test
    @Timeout(3600)
    void comesOverFiveCutsAndIsFlashedInConstantMemory() throws Exception {
        Digest sha256 = digest();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::serve);
        server.start();
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        StationConfig.Fetched limits = new StationConfig.Fetched(LENGTH * 2, LENGTH, null, Map.of(), List.of());
        try (LiveHeap live = new LiveHeap();
                PageStore pages = PageStore.temporary();
                LineHarness line = LineSetup.in(folder)
                        .recipes(
                                recipe("http://127.0.0.1:" + server.getAddress().getPort() + "/disk.img", sha256))
                        .images(folder.resolve("none"))
                        .fetcher(ImageFetcher.of(limits, folder.resolve("data"), Map.of(), Clock.systemUTC()))
                        .start()) {
            DiskBoard board =
                    (DiskBoard) BoardSpec.parse("disk:block=4096,size=" + (MIBS + 4) + "M,serial=00D15C0001", 1)
                            .plug(line.hub(), 1, pages, told -> {});
            line.awaitState(1, PortState.AwaitingScan.class);
            JobSummary job = line.ended(
                            ((ScanOutcome.Started) line.scanFor(1, "RD-00001")).job(), Duration.ofMinutes(50))
                    .summary();

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            long peak = heap.stream()
                    .mapToLong(pool -> pool.getPeakUsage().getUsed())
                    .sum();
            System.out.printf(
                    "%d MiB fetched over %d cuts, written and read back in %.0f s: at most %d MiB of heap live after a collection, %d MiB with garbage%n",
                    MIBS, answers.get() - 1, job.seconds(), live.most() / MIB, peak / MIB);
            job.steps().stream().map(StepResult::facts).forEach(System.out::println);
            assertThat(answers).hasValue(CUTS + 1);
            assertThat(job.images()).extracting(ImageUsed::sha256).containsExactly(sha256);
            assertThat(job.images()).extracting(ImageUsed::proved).containsExactly("disk read back, byte by byte");
            assertThat(live.most()).isPositive().isLessThan(128L * MIB);
            for (int i = 0; i < PIECES; i++) {
                assertThat(board.read((long) i * PIECE, PIECE))
                        .as("piece %d", i)
                        .isEqualTo(piece(i));
            }
        } finally {
            server.stop(0);
        }
    }

    /** How much of the heap was in use right after each collection: what is live, and no garbage of the newest objects. */
    private static final class LiveHeap implements AutoCloseable {
        private final AtomicLong most = new AtomicLong();
        private final NotificationListener listener = (told, none) -> {
            GcInfo info = GarbageCollectionNotificationInfo.from((CompositeData) told.getUserData())
                    .getGcInfo();
            Map<String, MemoryUsage> after = info.getMemoryUsageAfterGc();
            most.accumulateAndGet(
                    ManagementFactory.getMemoryPoolMXBeans().stream()
                            .filter(pool -> pool.getType() == MemoryType.HEAP)
                            .map(pool -> Objects.requireNonNull(after.get(pool.getName())))
                            .mapToLong(MemoryUsage::getUsed)
                            .sum(),
                    Math::max);
        };

        LiveHeap() {
            collectors().forEach(each -> each.addNotificationListener(listener, null, null));
        }

        private static Stream<NotificationEmitter> collectors() {
            return ManagementFactory.getGarbageCollectorMXBeans().stream().map(NotificationEmitter.class::cast);
        }

        long most() {
            return most.get();
        }

        @Override
        public void close() throws ListenerNotFoundException {
            for (NotificationEmitter each : collectors().toList()) {
                each.removeNotificationListener(listener);
            }
        }
    }
}
