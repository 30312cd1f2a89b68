package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gangway.ledger.JobFilter;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.ledger.PoolCount;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.message.UnitGot;
import dev.gangway.model.MacAddress;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.StoreException;
import dev.gangway.virtual.lan.LanExport;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A line whose units get a MAC address and a key each, and whose station is killed in the middle again and again. The boards live
 * in this process and keep what was written to them; what they hold is held against what the ledger says.
 */
@Tag("lab")
class KilledPoolsLabTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long FIRST_MAC = 0x02_00_00_00_00_00L;
    private static final int STEP = 2;
    private static final int PORTS = 4;
    private static final int MAC_AT = 64;
    private static final int KEY_AT = 128;
    private static final int SERIAL_AT = 256;

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(15);
    private final HttpClient http = HttpClient.newHttpClient();

    /** What boards hold, by serial: all that any board of the serial ever held. */
    private final Map<String, Set<String>> written = new HashMap<>();

    private final Map<Integer, FastbootBoard> boards = new HashMap<>();
    private final Set<String> passed = new HashSet<>();
    private int interrupted;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void fortyUnitsAndTwoKills() throws Exception {
        run(40, 2);
    }

    @Test
    @Tag("long")
    @Timeout(value = 40, unit = TimeUnit.MINUTES)
    void aThousandUnitsAndTwentyKills() throws Exception {
        run(1_000, 20);
        assertThat(interrupted).as("jobs that a kill cut off").isPositive();
    }

    private void run(int units, int kills) throws Exception {
        Deque<String> waiting = IntStream.rangeClosed(1, units)
                .mapToObj(unit -> String.format("KP-%05d", unit))
                .collect(Collectors.toCollection(ArrayDeque::new));
        try (PageStore pages = PageStore.temporary();
                VirtualHub hub = new VirtualHub(PORTS);
                LanExport lan = new LanExport(hub, PORTS, InetAddress.getLoopbackAddress(), 0)) {
            prepare(units, lan);
            for (int round = 0; round <= kills; round++) {
                // So many verdicts until the kill; the last round ends by itself.
                int verdicts =
                        round == kills ? Integer.MAX_VALUE : Math.max(1, units / (kills + 2) / 2 + random.nextInt(6));
                Round one = new Round(hub, pages, waiting, verdicts);
                one.run();
                look(waiting, one.started);
            }
            assertThat(waiting).isEmpty();
            assertThat(passed).hasSize(units);
        }
        hold(units);
    }

    private void prepare(int units, LanExport lan) throws IOException {
        byte[] base = new byte[20_000];
        random.nextBytes(base);
        Files.write(Files.createDirectories(folder.resolve("images/keyed")).resolve("root.img"), base);
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < units; i++) {
            byte[] key = new byte[16];
            random.nextBytes(key);
            keys.append(HexFormat.of().formatHex(key)).append('\n');
        }
        Files.writeString(folder.resolve("keys.txt"), keys);
        Files.writeString(Files.createDirectories(folder.resolve("recipes")).resolve("keyed.yaml"), """
                kind: recipe
                version: 1
                title: Units with a MAC address and a key
                serves: { mode: fastboot }
                serial: { pattern: "KP-[0-9]{5}" }
                images:
                  base: { file: root.img, format: raw }
                  root:
                    file: unit.img
                    format: raw
                    made:
                      of: base
                      patch:
                        - { at: 64, put: "{{unit.mac:bare}}", as: hex, size: 6 }
                        - { at: 128, put: "{{unit.key}}", as: hex, size: 16 }
                        - { at: 256, put: "{{serial}}", size: 8 }
                unit:
                  mac: { pool: macs, type: mac }
                  key: { pool: keys, type: bytes }
                retry: { attempts: 2, backOff: 50ms }
                steps:
                  - fastboot.flash: root
                    partition: boot
                  - fastboot.verify: root
                    partition: boot
                """);
        StringBuilder station = new StringBuilder("""
                kind: station
                station: killed
                data: data
                http: { port: 0 }
                bus: { type: virtual, ports: 1 }
                recipes: { folder: recipes }
                images: { folder: images }
                quarantine: { after: 100 }
                pools:
                  macs: { mac: { first: "02:00:00:00:00:00", count: %d, step: %d, local: true } }
                  keys: { lines: { file: keys.txt } }
                ports:
                """.formatted(units, STEP));
        for (int port = 1; port <= PORTS; port++) {
            station.append("  - { port: \"tcp:127.0.0.1:")
                    .append(lan.number(port))
                    .append("\", slot: \"0")
                    .append(port)
                    .append("\" }\n");
        }
        Files.writeString(folder.resolve("station.yaml"), station);
    }

    /** The station from its start to its kill, or until no unit waits. */
    private final class Round {
        private final VirtualHub hub;
        private final PageStore pages;
        private final Deque<String> waiting;
        private final int verdicts;
        private final Set<String> started = ConcurrentHashMap.newKeySet();
        private final Map<String, Integer> portOf = new HashMap<>();

        Round(VirtualHub hub, PageStore pages, Deque<String> waiting, int verdicts) {
            this.hub = hub;
            this.pages = pages;
            this.waiting = waiting;
            this.verdicts = verdicts;
        }

        void run() throws Exception {
            List<String> command = ProductJvm.command(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
            command.addAll(List.of("--config", folder.resolve("station.yaml").toString(), "--json", "run"));
            Process station = new ProcessBuilder(command)
                    .redirectError(folder.resolve("station.log").toFile())
                    .start();
            int seen = 0;
            boolean killed = false;
            try (BufferedReader out = station.inputReader()) {
                String url = "";
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    JsonNode event = parse(line);
                    switch (event.path("event").asText()) {
                        case "station.ready" -> {
                            url = event.path("http").asText();
                            for (int port = 1; port <= PORTS; port++) {
                                next(url, port);
                            }
                        }
                        case "job.ended" -> {
                            seen++;
                            String serial = event.path("serial").asText();
                            int port = Objects.requireNonNull(portOf.get(serial));
                            readBack(port, serial);
                            boolean well = event.path("verdict").asText().equals("PASSED");
                            assertThat(well).as("%s", event).isTrue();
                            started.remove(serial);
                            passed.add(serial);
                            if (seen >= verdicts) {
                                // In the middle of the others, which run on; by the handle, which leaves the pipe.
                                CompletableFuture.delayedExecutor(random.nextInt(30), TimeUnit.MILLISECONDS)
                                        .execute(() -> station.toHandle().destroyForcibly());
                                killed = true;
                            } else if (!killed) {
                                next(url, port);
                            }
                        }
                        default -> {}
                    }
                    if (!killed && verdicts == Integer.MAX_VALUE && waiting.isEmpty() && started.isEmpty()) {
                        station.toHandle().destroy();
                        killed = true;
                    }
                }
            } finally {
                station.destroyForcibly();
            }
            assertThat(station.waitFor(60, TimeUnit.SECONDS)).isTrue();
            for (String serial : started) {
                readBack(Objects.requireNonNull(portOf.get(serial)), serial);
            }
        }

        private void next(String url, int port) throws Exception {
            String serial = waiting.poll();
            if (serial == null) {
                return;
            }
            hub.unplug(port);
            boards.put(port, (FastbootBoard)
                    BoardSpec.parse("fastboot:loader=aosp,partitions=boot:1M,max-download=1M", port)
                            .plug(hub, port, pages, told -> {}));
            // On a busy machine it comes up later than two attempts take.
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            hub.attach(port).filter(VirtualAttach::isIdentified).isPresent());
            portOf.put(serial, port);
            started.add(serial);
            scan(url, port, "GANGWAY:SLOT:0" + port);
            JsonNode outcome = scan(url, port, serial);
            assertThat(outcome.path("outcome").asText()).as("%s", outcome).isEqualTo("started");
        }

        private JsonNode scan(String url, int port, String text) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/scan"))
                    .header("Content-Type", "application/json")
                    .header("Gangway-Desk", "desk-" + port)
                    .timeout(Duration.ofSeconds(30))
                    .POST(HttpRequest.BodyPublishers.ofString(
                            JSON.createObjectNode().put("text", text).toString()))
                    .build();
            return JSON.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException cutOff) {
            return JSON.createObjectNode();
        }
    }

    /** What the board holds of the serial, where something of it was written. */
    private void readBack(int port, String serial) {
        ByteBuffer into = ByteBuffer.allocate(SERIAL_AT + 8);
        try {
            Objects.requireNonNull(boards.get(port)).partitions().read("boot", 0, into);
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
        String held = new String(into.array(), SERIAL_AT, 8, StandardCharsets.US_ASCII);
        if (held.equals(serial)) {
            String mac = HexFormat.of().formatHex(into.array(), MAC_AT, MAC_AT + 6);
            String key = HexFormat.of().formatHex(into.array(), KEY_AT, KEY_AT + 16);
            written.computeIfAbsent(serial, any -> new HashSet<>()).add(mac + " " + key);
        } else {
            assertThat(into.array()[SERIAL_AT]).as("nothing was written").isZero();
        }
    }

    /** Opening the folder closes what the killed station left open; what did not pass is tried again. */
    private void look(Deque<String> waiting, Set<String> started) throws Exception {
        try (H2Ledger ledger = H2Ledger.open(folder.resolve("data"), Clock.systemUTC());
                LedgerReader reader = ledger.reader()) {
            Set<String> recorded = new HashSet<>();
            reader.forEach(JobFilter.ALL, job -> {
                if (job.summary().verdict() == Verdict.PASSED) {
                    recorded.add(job.summary().serial().value());
                }
            });
            assertThat(recorded).containsAll(passed);
            for (String serial : started) {
                if (recorded.contains(serial)) {
                    passed.add(serial);
                } else {
                    waiting.addFirst(serial);
                    interrupted++;
                }
            }
            assertThat(reader.verify(null).problem()).isEmpty();
        }
    }

    /** Boards and ledger tell the same, nothing twice, nothing lost. */
    private void hold(int units) throws Exception {
        assertThat(written).hasSize(units);
        written.forEach((serial, held) ->
                assertThat(held).as("%s has the same all the time", serial).hasSize(1));
        Set<String> macs = new HashSet<>();
        Set<String> keys = new HashSet<>();
        written.values().forEach(held -> {
            String[] both = held.iterator().next().split(" ");
            assertThat(macs.add(both[0])).as("MAC %s twice", both[0]).isTrue();
            assertThat(keys.add(both[1])).as("a key twice").isTrue();
        });
        List<String> file = Files.readAllLines(folder.resolve("keys.txt"));
        try (H2Ledger ledger = H2Ledger.open(folder.resolve("data"), Clock.systemUTC());
                LedgerReader reader = ledger.reader()) {
            reader.forEach(JobFilter.ALL, job -> {
                if (job.summary().verdict() != Verdict.PASSED) {
                    return;
                }
                String[] held = Objects.requireNonNull(
                                written.get(job.summary().serial().value()))
                        .iterator()
                        .next()
                        .split(" ");
                Map<String, UnitGot> got =
                        job.summary().values().stream().collect(Collectors.toMap(UnitGot::pool, value -> value));
                assertThat(new MacAddress(
                                        Objects.requireNonNull(got.get("macs")).place())
                                .bare())
                        .isEqualTo(held[0]);
                int number =
                        Math.toIntExact(Objects.requireNonNull(got.get("keys")).place());
                assertThat(file.get(number - 1)).isEqualTo(held[1]);
            });
            // No hole: what was drawn for a job that was cut off went to the same unit in the end.
            assertThat(reader.pools())
                    .containsExactly(
                            new PoolCount("keys", units, 0, 0, 0, units),
                            new PoolCount("macs", units, 0, 0, 0, FIRST_MAC + (long) (units - 1) * STEP));
        }
        String secret = file.get(0);
        for (String name : List.of("station.log", "data/ledger.mv.db")) {
            assertThat(Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1))
                    .doesNotContain(secret);
        }
    }
}
