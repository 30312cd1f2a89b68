package dev.gangway.scan.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanRead;
import dev.gangway.serial.TtyLine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The serial scanner over a pair of pseudo terminals, which socat makes: {@code apt-get install socat}. */
@Tag("lab")
class SerialScannerLabTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<ScanRead> scans = new CopyOnWriteArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Process cable;
    private Path device;

    @BeforeEach
    void plugIn() throws Exception {
        device = folder.resolve("scanner");
        log.start();
        logger().addAppender(log);
        cable = cable();
        new Bus(vertx).answer(Addresses.SCAN, scan -> {
            scans.add(scan);
            return Future.<ScanOutcome>succeededFuture(new ScanOutcome.Refused("", Instant.now(), "test", "test"));
        });
        vertx.deployVerticle(new SerialScannerVerticle(device.toString(), 9600, TtyLine::open))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        awaitLog("scanner connected", 1);
    }

    @AfterEach
    void unplug() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        pull();
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(SerialScannerVerticle.class);
    }

    /** Two pseudo terminals back to back: ours to write, the scanner's under a name that stays. */
    private Process cable() throws IOException {
        Path program = Path.of("/usr/bin/socat");
        if (!Files.isExecutable(program)) {
            throw new IOException(program + " is missing: apt-get install socat");
        }
        Process process = new ProcessBuilder(
                        program.toString(),
                        "PTY,raw,echo=0,link=" + folder.resolve("writer"),
                        "PTY,raw,echo=0,link=" + device)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("socat.log").toFile())
                .start();
        await().atMost(PATIENCE).until(() -> Files.exists(device) && Files.exists(folder.resolve("writer")));
        return process;
    }

    private void pull() throws InterruptedException {
        cable.destroy();
        assertThat(cable.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private void send(byte[] bytes) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve("writer"))) {
            out.write(bytes);
        }
    }

    private void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private long logged(String part) {
        return List.copyOf(log.list).stream()
                .filter(event -> event.getFormattedMessage().contains(part))
                .count();
    }

    private void awaitLog(String part, long times) {
        await().atMost(PATIENCE).until(() -> logged(part) == times);
    }

    private void awaitScans(String... texts) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(scans).extracting(ScanRead::text).containsExactly(texts));
    }

    @Test
    void aScanArrivesOnceWithItsText() throws IOException {
        send("]C1CP-00141\u001dX\r\n");
        awaitScans("]C1CP-00141\u001dX");
        assertThat(scans.get(0).source()).isEqualTo("serial:" + device);
        send("CP-00142");
        awaitScans("]C1CP-00141\u001dX", "CP-00142");
    }

    @Test
    void severalScansInOneBurstAllArriveInOrder() throws IOException {
        String[] serials = IntStream.range(0, 40).mapToObj("SN-%04d"::formatted).toArray(String[]::new);
        send(String.join("\r", serials) + "\r");
        awaitScans(serials);
    }

    @Test
    void aScannerThatWasPulledIsUsedAgainWhenItIsBack() throws Exception {
        send("A-1\r");
        awaitScans("A-1");
        pull();
        awaitLog("scanner unplugged", 1);
        awaitLog("plug", 2);
        cable = cable();
        awaitLog("scanner connected", 2);
        send("A-2\r");
        awaitScans("A-1", "A-2");
        assertThat(logged("scanner unplugged")).isEqualTo(1);
    }

    @Test
    void noiseAndABarcodeWithoutEndDoNoHarm() throws IOException {
        byte[] noise = new byte[5000];
        new Random(7).nextBytes(noise);
        send(noise);
        send("\r");
        await().atMost(PATIENCE).until(() -> !scans.isEmpty());
        byte[] endless = new byte[2 << 20];
        Arrays.fill(endless, (byte) '7');
        send(endless);
        send("\r");
        send("CP-00199\r");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> scans.stream().anyMatch(scan -> scan.text().equals("CP-00199")));
        assertThat(scans)
                .filteredOn(scan -> scan.text().contains("7777777777"))
                .isNotEmpty()
                .allMatch(scan -> scan.text().endsWith("…"))
                .allMatch(scan -> scan.text().length() < 10_000);
    }
}
