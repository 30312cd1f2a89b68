package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gangway.config.RecipeLoader;
import dev.gangway.json.JobJson;
import dev.gangway.message.JobSummary;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands beside a running station do what they do without one, and nobody stops a line for a look at its record. */
class BesideStationTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path recipe;

    @BeforeEach
    void configure() throws IOException {
        recipe = Files.createDirectories(folder.resolve("recipes")).resolve("chip-pro.yaml");
        Files.writeString(
                recipe,
                Files.readString(Path.of("../config/recipes/chip-pro.yaml"))
                        .replace("backOff: 2s", "backOff: 50ms")
                        .replaceAll("timeout: [0-9]+[sm]", "timeout: 30s"));
        Files.writeString(folder.resolve("station.yaml"), """
                kind: station
                station: test
                line: Test
                data: data
                http: { host: 127.0.0.1, port: 0 }
                bus: { type: virtual, ports: 2 }
                recipes: { folder: recipes }
                """);
    }

    private LineHarness line() throws Exception {
        Recipe loaded = new RecipeLoader(StationProtocols.language())
                .load(recipe)
                .toOptional()
                .orElseThrow();
        return LineSetup.in(folder).recipes(loaded).start();
    }

    private String[] words(String... words) {
        List<String> all = new ArrayList<>(
                List.of("--config", folder.resolve("station.yaml").toString()));
        all.addAll(List.of(words));
        return all.toArray(new String[0]);
    }

    private CommandRun run(String... words) {
        return CommandRun.of(words(words));
    }

    @Test
    void theRecordReadsTheSameWhileTheStationRunsAndAfterwards() throws Exception {
        List<String[]> commands = List.of(
                words("ledger", "show", "CP-00001"),
                words("ledger", "show", "CP-00009"),
                words("--json", "ledger", "show", "CP-00001"),
                words("ledger", "list"),
                words("ledger", "list", "--verdict", "FAILED"),
                words("--json", "ledger", "list", "--serial", "CP-00001", "--from", "2020-01-01"),
                words("ledger", "verify"),
                words("--json", "ledger", "verify", "--head", "a".repeat(64)),
                words("ledger", "export", "--format", "csv"),
                words("ledger", "export", "--format", "jsonl", "--recipe", "chip-pro"),
                words("ledger", "export", "--format", "csv", "--out", "/dev/full"),
                words("outbox", "status"),
                words("--json", "outbox", "resend", "--from", "1", "--to", "9"));
        List<CommandRun> beside;
        try (LineHarness line = line()) {
            assertThat(line.run(1, TestBoard.chip(1), "CP-00001").verdict()).isEqualTo(Verdict.PASSED);

            beside = commands.stream().map(CommandRun::of).toList();
        }
        List<CommandRun> alone = commands.stream().map(CommandRun::of).toList();

        assertThat(beside).isEqualTo(alone);
        assertThat(beside)
                .extracting(CommandRun::code)
                .containsExactly(
                        ExitCode.OK,
                        ExitCode.NOT_FOUND,
                        ExitCode.OK,
                        ExitCode.OK,
                        ExitCode.NOT_FOUND,
                        ExitCode.OK,
                        ExitCode.OK,
                        ExitCode.NOT_PASSED,
                        ExitCode.OK,
                        ExitCode.OK,
                        ExitCode.ENVIRONMENT,
                        ExitCode.OK,
                        ExitCode.NOT_FOUND);
        assertThat(beside.get(0).out()).contains("CP-00001  PASSED").contains("proved: ");
        assertThat(beside.get(8).lines()).hasSize(2);
    }

    @Test
    void powerIsSwitchedByTheStationBetweenItsJobsAndIsOnRecord() throws Exception {
        try (LineHarness line = line()) {
            assertThat(run("power", "virtual:2", "off").out()).isEqualTo("virtual:2 is off" + System.lineSeparator());
            assertThat(run("--json", "power", "02", "cycle", "--off-time", "1").out())
                    .isEqualTo("{\"port\":\"virtual:2\",\"wanted\":\"cycle\",\"on\":true,\"asWanted\":true,"
                            + "\"state\":\"on\"}" + System.lineSeparator());
            assertThat(run("power", "02", "cycle").code()).isEqualTo(ExitCode.OK);
            assertThat(run("power", "virtual:7", "on").code()).isEqualTo(ExitCode.NOT_FOUND);
            assertThat(run("power", "none:7", "on").code()).isEqualTo(ExitCode.NOT_FOUND);
            assertThat(line.notes("power"))
                    .extracting(note -> note.facts().get("wish"))
                    .containsExactly("OFF", "OFF", "ON", "CYCLE");

            line.begin(1, TestBoard.chip(1), "CP-00001");
            CommandRun busy = run("power", "01", "off");

            assertThat(busy.code()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(busy.err()).contains("A job is running here");
        }
    }

    @Test
    void aJobIsRunByTheStationAndTold() throws Exception {
        try (LineHarness line = line()) {
            line.plug(1, TestBoard.chip(1));
            CommandRun passed = run("--json", "flash", "--recipe", "chip-pro", "--port", "01", "--serial", "CP-00001");
            line.plug(2, TestBoard.chip(2));
            CommandRun again = run("flash", "--recipe", "chip-pro", "--port", "virtual:2", "--serial", "CP-00001");
            CommandRun missing = run(
                    "flash",
                    "--recipe",
                    "chip-pro",
                    "--port",
                    "02",
                    "--serial",
                    "CP-00002",
                    "--image",
                    "rootfs=" + folder.resolve("none.bin"));

            assertThat(passed.code()).as(passed.err()).isEqualTo(ExitCode.OK);
            List<String> events = passed.lines().stream()
                    .map(JobJson::parse)
                    .map(json -> json.path("event").asText())
                    .toList();
            // The board may be told to have come before or after the command listens.
            assertThat(events.stream().filter(event -> !event.startsWith("board.")))
                    .startsWith("station.ready", "job.started", "step.finished")
                    .endsWith("step.finished", "job.ended", "summary");
            JsonNode ended = JobJson.parse(passed.lines().get(events.indexOf("job.ended")));
            assertThat(ended.path("verdict").asText()).isEqualTo("PASSED");
            assertThat(again.code()).isEqualTo(ExitCode.NOT_FOUND);
            assertThat(again.err()).startsWith("gangway: virtual:2: ").contains("passed");
            assertThat(missing.code()).isEqualTo(ExitCode.NOT_PASSED);
            assertThat(missing.out()).contains("image-missing").contains("0 passed, 1 failed");
            assertThat(line.ledger())
                    .extracting(stored -> stored.summary().operator())
                    .containsOnly(System.getProperty("user.name"))
                    .hasSize(2);
        }
    }

    @Test
    void aBoardThatDoesNotComeOrARecipeThatHasChangedIsTold() throws Exception {
        try (LineHarness line = line()) {
            CommandRun none = run(
                    "flash",
                    "--recipe",
                    "chip-pro",
                    "--port",
                    "1",
                    "--port",
                    "virtual:1",
                    "--serial",
                    "CP-00001",
                    "--serial",
                    "CP-00002",
                    "--wait",
                    "0");
            CommandRun late =
                    run("flash", "--recipe", "chip-pro", "--port", "virtual:1", "--serial", "CP-00001", "--wait", "0");
            Files.writeString(recipe, Files.readString(recipe) + "# changed\n");
            CommandRun changed = run("flash", "--recipe", "chip-pro", "--port", "virtual:1", "--serial", "CP-00001");

            assertThat(none.code()).isEqualTo(ExitCode.NOT_FOUND);
            assertThat(late.code()).isEqualTo(ExitCode.NOT_FOUND);
            assertThat(late.err()).contains("virtual:1: no board came within 0 s");
            assertThat(changed.code()).isEqualTo(ExitCode.INVALID);
            assertThat(changed.err()).contains("is not what the running station has read");
            assertThat(line.ledger()).isEmpty();
        }
    }

    @Test
    void aCommandThatIsInterruptedStopsItsJobOnRecord() throws Exception {
        try (LineHarness line = line()) {
            List<String> command = ProductJvm.command(List.of("-XX:TieredStopAtLevel=1"));
            command.addAll(List.of(
                    words("--json", "flash", "--recipe", "chip-pro", "--port", "virtual:1", "--serial", "CP-00001")));
            Path out = folder.resolve("out");
            Process flash = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            line.plug(1, TestBoard.chip(1));
            line.awaitState(1, state -> state instanceof PortState.Running running && running.stepNumber() > 1);

            flash.destroy();

            assertThat(flash.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(out))
                    .contains("\"verdict\":\"ABORTED\"")
                    .contains("\"event\":\"summary\"");
            await().untilAsserted(() -> assertThat(line.ledger())
                    .extracting(stored -> stored.summary().verdict())
                    .containsExactly(Verdict.ABORTED));
            JobSummary job = line.ledger().get(0).summary();
            assertThat(job.operator()).isEqualTo(System.getProperty("user.name"));
        }
    }

    /** Two ledgers that hand out of one range would give two units one value. */
    @Test
    void aSecondStationOnTheSameLedgerDoesNotStartAndSaysWhatToDo() throws Exception {
        Path config = folder.resolve("station.yaml");
        try (LineHarness line = line()) {
            CommandRun second = run("run");
            Files.writeString(
                    config,
                    Files.readString(config)
                            + "pools: { macs: { mac: { first: \"02:00:00:00:00:00\", count: 9, local: true } } }\n");
            CommandRun withPools = run("run");

            assertThat(second.code()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(second.out()).isEmpty();
            assertThat(second.err())
                    .contains("the data folder " + folder.resolve("data") + " is in use (process "
                            + ProcessHandle.current().pid() + ", since ")
                    .contains("): stop that station first, or give this one a folder of its own with --data")
                    .doesNotContain("pools");
            assertThat(withPools.code()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(withPools.err()).contains("--data, and pools with other values: ", "two units");
            assertThat(line.run(1, TestBoard.chip(1), "CP-00001").verdict())
                    .as("the first one goes on")
                    .isEqualTo(Verdict.PASSED);
        }
    }

    @Test
    void theDoorIsForTheOwnerAndAStrangerInItsPlaceIsToldNothing() throws Exception {
        Path door = folder.resolve("data/station.door");
        try (LineHarness line = line()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(door)))
                    .isEqualTo("rw-------");
            List<String> lines = Files.readAllLines(door);
            Files.write(door, List.of(lines.get(0), "0".repeat(64), lines.get(2), lines.get(3)));
            CommandRun stranger = run("ledger", "list");
            Files.delete(door);
            CommandRun none = run("outbox", "status");

            assertThat(stranger.code()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(stranger.err()).contains("does not know the door's secret");
            assertThat(none.code()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(none.err())
                    .contains("process " + ProcessHandle.current().pid())
                    .contains("cannot be asked through " + door);
            assertThat(line.ledger()).isEmpty();
        }
        assertThat(door).doesNotExist();
        assertThat(run("ledger", "list").err()).contains("the ledger has no such job");
    }

    @Test
    void aHealthyRunningStationIsNoProblemToTheDoctor() throws Exception {
        try (LineHarness line = line()) {
            String port = line.station().url().replaceAll(".*:", "");
            Path config = folder.resolve("station.yaml");
            Files.writeString(config, Files.readString(config).replace("port: 0", "port: " + port));

            CommandRun doctor = run("doctor");

            assertThat(doctor.code()).as(doctor.out()).isEqualTo(ExitCode.OK);
            assertThat(doctor.out())
                    .contains("runs as process " + ProcessHandle.current().pid())
                    .contains("is held by the running station")
                    .contains("127.0.0.1:" + port + " is served by the running station");
            Files.delete(folder.resolve("data/station.door"));
            assertThat(run("doctor").code()).isEqualTo(ExitCode.ENVIRONMENT);
        }
        CommandRun after = run("doctor");
        assertThat(after.code()).as(after.out()).isEqualTo(ExitCode.OK);
        assertThat(after.out()).contains("none runs on the data folder");
    }
}
