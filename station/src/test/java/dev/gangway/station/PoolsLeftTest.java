package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gangway.bus.Addresses;
import dev.gangway.config.PoolConfig;
import dev.gangway.message.ChosenRecipe;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Before a pool of units' values runs dry the pages say so; whoever works at the line hears of it when a board would wait. */
class PoolsLeftTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String RECIPE = """
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
                    - { at: 128, put: "{{unit.key}}", as: hex, size: 4 }
            unit:
              mac: { pool: macs, type: mac }
              key: { pool: keys, type: bytes }
            retry: { attempts: 1 }
            steps:
              - fastboot.flash: root
                partition: boot
              - fastboot.verify: root
                partition: boot
            """;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        pages.close();
    }

    private JsonNode state(LineHarness line) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(line.station().url() + "/api/v1/state"))
                .build();
        return JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private void awaitPools(LineHarness line, String... expected) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(state(line).path("pools"))
                        .extracting(pool -> pool.path("pool").asText() + " " + pool.path("left") + " "
                                + pool.path("state").asText()
                                + (pool.path("needed").asBoolean() ? "" : ", not needed"))
                        .containsExactly(expected));
    }

    private void flash(LineHarness line, int port) {
        BoardSpec.parse("fastboot:loader=aosp,partitions=boot:1M,max-download=1M", port)
                .plug(line.hub(), port, pages, told -> {});
        line.awaitState(port, PortState.AwaitingScan.class);
        JobId job = ((ScanOutcome.Started) line.scanFor(port, "KP-0000" + port)).job();
        JobSummary summary = line.ended(job).summary();
        assertThat(summary.verdict()).as("%s", summary.failure()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void whatIsLeftIsShownAndOnlyADryPoolThatIsNeededTroublesTheLine() throws Exception {
        Files.createDirectories(folder.resolve("images"));
        Files.write(folder.resolve("images/root.img"), new byte[1000]);
        Path keys = Files.writeString(folder.resolve("keys.txt"), "00000001\n00000002\n");
        try (LineHarness line = LineSetup.in(folder)
                .ports(3)
                .recipes(TestRecipes.of("keyed", RECIPE))
                .images(folder.resolve("images"))
                .pools(
                        new PoolConfig("macs", new PoolConfig.Macs(0x02_00_00_00_00_00L, 1, 3), 2),
                        new PoolConfig("keys", new PoolConfig.Lines(keys, List.of("key"), Set.of("key")), 0),
                        new PoolConfig("spare", new PoolConfig.Counter(1, 1, "A#"), 5))
                .start()) {
            awaitPools(line, "keys 2 well", "macs 3 well", "spare 1 low, not needed");
            flash(line, 1);
            awaitPools(line, "keys 1 well", "macs 2 well", "spare 1 low, not needed");
            assertThat(state(line).path("troubles")).isEmpty();

            flash(line, 2);
            awaitPools(line, "keys 0 dry", "macs 1 low", "spare 1 low, not needed");
            assertThat(state(line).path("pools").get(1).path("cure").asText())
                    .isEqualTo("makes it longer, or adds another one, in station.yaml");
            assertThat(state(line).path("pools").toString()).doesNotContain("00000001");
            assertThat(state(line).path("troubles")).singleElement().satisfies(trouble -> assertThat(
                            trouble.path("problem").asText())
                    .isEqualTo(
                            "The pool keys is empty: new units of keyed can't be flashed. Call the engineer, who adds lines"
                                    + " at the end of " + keys + "."));

            Files.writeString(keys, "00000003\n", StandardOpenOption.APPEND);
            line.station().bus().publish(Addresses.CHOICES, ChosenRecipe.NONE);
            awaitPools(line, "keys 1 well", "macs 1 low", "spare 1 low, not needed");
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(
                            () -> assertThat(state(line).path("troubles")).isEmpty());

            Files.delete(keys);
            line.station().bus().publish(Addresses.CHOICES, ChosenRecipe.NONE);
            awaitPools(line, "keys 0 broken", "macs 1 low", "spare 1 low, not needed");
            assertThat(state(line).path("troubles").get(0).path("problem").asText())
                    .contains("Call the engineer: the pool keys: " + keys);
        }
    }
}
