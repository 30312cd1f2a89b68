package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.config.KafkaConfig;
import dev.gangway.export.kafka.KRaftBroker;
import dev.gangway.format.NandGeometry;
import dev.gangway.message.JobEvent;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StoredJob;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.station.demo.DemoBoards;
import dev.gangway.station.demo.DemoFault;
import dev.gangway.virtual.allwinner.AllwinnerBoard;
import dev.gangway.virtual.nand.VirtualNand;
import dev.gangway.virtual.sample.SampleImages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sixteen boards at once, each with another fault. */
@Tag("lab")
class FaultyLineTest {
    private static final int PORTS = DemoFault.ALL.size();
    private static final String TOPIC = "gangway.jobs";

    /** The positions of the demo's faults are made for this size. */
    private static final long CONTENT = 6 << 20;

    @TempDir
    Path folder;

    @Test
    void everyFaultEndsAsItDemandsAndNothingBlocksAnEventLoop() throws Exception {
        Path images = folder.resolve("images");
        SampleImages.chip(images, new NandGeometry(0x40000, 0x1000, 0x100), CONTENT, 3);
        Recipe recipe = TestRecipes.chipPro();
        try (KRaftBroker broker = new KRaftBroker(folder.resolve("broker"));
                BlockedLoops blocked = new BlockedLoops()) {
            broker.start();
            LineSetup setup = LineSetup.in(folder)
                    .ports(PORTS)
                    .recipes(recipe)
                    .images(images)
                    .vertx(BlockedLoops.options())
                    .kafka(new KafkaConfig(List.of(broker.bootstrapServers()), TOPIC, "station", Map.of(), Map.of()));
            try (LineHarness line = setup.start();
                    DemoBoards boards = new DemoBoards(line.hub(), DemoBoards.wantedBy(recipe, CONTENT), 0, 1)) {
                follow(line, boards);
                warmUp(line, boards);
                blocked.forget();

                Map<Integer, JobId> jobs = startAll(line, boards);
                jobs.values().forEach(line::ended);

                assertThat(blocked.warnings()).isEmpty();
                for (int port = 1; port <= PORTS; port++) {
                    assertEndedAsItMust(line, boards, port, Objects.requireNonNull(jobs.get(port)), images);
                }
                List<StoredJob> stored = line.ledger();
                assertThat(stored).hasSize(PORTS + 1);
                assertExportedOnce(broker, stored);
            }
        }
    }

    private static void follow(LineHarness line, DemoBoards boards) {
        line.watch(status -> {
            if (status.state() instanceof PortState.Running running && running.prompt() != null) {
                boards.followPrompt(number(status.port()), running.prompt().text());
            }
        });
    }

    /** Classes are loaded and compiled by the first board; that is not what an event loop may be blamed for. */
    private static void warmUp(LineHarness line, DemoBoards boards) {
        boards.plug(1);
        line.awaitState(1, PortState.AwaitingScan.class);
        line.scanFor(1, "CP-99999");
        line.awaitState(1, PortState.Passed.class);
        boards.unplug(1);
        line.awaitState(1, PortState.Empty.class);
    }

    private static Map<Integer, JobId> startAll(LineHarness line, DemoBoards boards) {
        for (int port = 1; port <= PORTS; port++) {
            boards.setFault(port, DemoFault.ALL.get(port - 1));
            boards.plug(port);
        }
        Map<Integer, JobId> jobs = new TreeMap<>();
        for (int port = 1; port <= PORTS; port++) {
            line.awaitState(port, PortState.AwaitingScan.class);
            line.scanFor(port, String.format("CP-%05d", port));
            jobs.put(port, Objects.requireNonNull(line.status(port).job()));
        }
        return jobs;
    }

    private static VirtualNand nand(LineHarness line, int port) {
        AllwinnerBoard board = (AllwinnerBoard) line.hub().board(port).orElseThrow();
        return board.nand().orElseThrow();
    }

    private static void assertEndedAsItMust(LineHarness line, DemoBoards boards, int port, JobId job, Path images)
            throws Exception {
        DemoFault fault = boards.fault(port);
        JobSummary ended = line.ended(job).summary();
        String story = port + " " + fault.name() + ": " + ended.verdict() + ended.failure() + ended.attempts();
        assertThat(ended.verdict()).as(story).isEqualTo(fault.verdict());
        if (fault.kind() != null) {
            assertThat(Objects.requireNonNull(ended.failure()).kind()).as(story).isEqualTo(fault.kind());
        }
        if (ended.verdict() == Verdict.PASSED) {
            TestImages.assertHeldBy(nand(line, port), images);
        }
        assertThat(line.recorded(job).summary()).isEqualTo(ended);
        assertThat(line.events(JobEvent.JobEnded.class))
                .filteredOn(event -> event.summary().job().equals(job))
                .hasSize(1);
    }

    private static void assertExportedOnce(KRaftBroker broker, List<StoredJob> stored) {
        List<String> expected =
                stored.stream().map(job -> job.summary().job().value()).sorted().toList();
        await().atMost(LineHarness.PATIENCE)
                .untilAsserted(() -> assertThat(broker.records(TOPIC)).hasSizeGreaterThanOrEqualTo(expected.size()));
        List<String> ids = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : broker.records(TOPIC)) {
            ids.add(new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8));
        }
        assertThat(ids).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static int number(PortPath port) {
        return Integer.parseInt(port.text().substring("virtual:".length()));
    }
}
