package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.Check;
import dev.gangway.config.RecipeLoader;
import dev.gangway.config.RecipeShape;
import dev.gangway.hub.BootModeTable;
import dev.gangway.job.JobLanguage;
import dev.gangway.language.Language;
import dev.gangway.message.ImageUsed;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.BoardId;
import dev.gangway.model.BootMode;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.protocol.Protocol;
import dev.gangway.protocol.Protocols;
import dev.gangway.recipe.Recipe;
import dev.gangway.station.cli.CommandRun;
import dev.gangway.toy.EchoBoard;
import dev.gangway.toy.step.ToyProtocol;
import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A protocol of which no main file knows joins by one line, and is all that the others are. */
class ToyProtocolTest {
    private static final Protocols PROTOCOLS = withToy();
    private static final Language LANGUAGE = JobLanguage.of(PROTOCOLS, BootModeTable.modes());
    private static final String RECIPE = """
            kind: recipe
            version: 1
            title: A toy
            serves: { mode: vendor-boot }
            serial: { pattern: "TOY-[0-9]{3}" }
            images:
              payload: { file: payload.bin, format: raw }
            retry: { attempts: 1 }
            steps:
              - await: vendor-boot
                timeout: 5s
              - toy.write: payload
                name: write
              - toy.leave:
              - await: vendor-boot
                name: wait again
                timeout: 5s
              - toy.verify: payload
            """;

    @TempDir
    Path folder;

    private static Protocols withToy() {
        List<Protocol<?, ?>> all = new ArrayList<>(StationProtocols.ALL.all());
        all.add(new ToyProtocol());
        return new Protocols(all);
    }

    @BeforeEach
    void images() throws IOException {
        Files.createDirectories(folder.resolve("images"));
        Files.write(folder.resolve("images/payload.bin"), new byte[5000]);
        Files.write(folder.resolve("images/other.bin"), new byte[100]);
    }

    private static Loaded<Recipe> load(String text) {
        return new RecipeLoader(LANGUAGE).parse(Path.of("toy.yaml"), text.getBytes(StandardCharsets.UTF_8));
    }

    private LineHarness line(String text) throws StartFailure {
        Loaded<Recipe> recipe = load(text);
        return LineSetup.in(folder)
                .protocols(PROTOCOLS)
                .recipes(recipe.toOptional().orElseThrow(() -> new AssertionError(recipe.problems())))
                .images(folder.resolve("images"))
                .start();
    }

    private static JobSummary run(LineHarness line, EchoBoard board) {
        line.plug(1, board);
        line.awaitState(1, PortState.AwaitingScan.class);
        return line.ended(((ScanOutcome.Started) line.scanFor(1, "TOY-001")).job())
                .summary();
    }

    private static FailureKind kind(JobSummary job) {
        assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
        Failure failure = Objects.requireNonNull(job.failure());
        return failure.kind();
    }

    @Test
    void itsVerbsAreInTheSchemaAndInTheReferenceForPeople() {
        assertThat(RecipeShape.jsonSchema(LANGUAGE))
                .contains("toy.write", "Have the toy keep this image.", "How often.");
        assertThat(RecipeShape.reference(LANGUAGE))
                .contains("toy.verify", "Have the toy keep this image.", "The image that the toy keeps.");
        assertThat(RecipeShape.jsonSchema(StationProtocols.language())).doesNotContain("toy");
    }

    @Test
    void itsRecipesAreCheckedWithTheirLines() throws IOException {
        Path file = Files.writeString(
                folder.resolve("toy.yaml"),
                RECIPE.replace("toy.write: payload", "toy.write: payloda").replace("name: write", "times: 4"));

        assertThat(new Check(LANGUAGE).files(List.of(file)))
                .extracting(Problem::line, Problem::path)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(12, "steps[1].toy.write"),
                        org.assertj.core.groups.Tuple.tuple(13, "steps[1].times"));
        assertThat(load(RECIPE.replace("  - toy.write: payload\n    name: write\n", ""))
                        .problems())
                .anySatisfy(problem -> assertThat(problem.message()).contains("toy.write"));
        assertThat(load(RECIPE.replace("  - toy.verify: payload\n", "")).problems())
                .anySatisfy(problem -> assertThat(problem.message()).contains("toy.verify"));
    }

    @Test
    void itsBoardIsAskedFlashedReadBackAndOnRecord() throws Exception {
        try (LineHarness line = line(RECIPE)) {
            JobSummary job = run(line, new EchoBoard("7", false));

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(job.boardId()).isEqualTo(new BoardId("toy:7"));
            assertThat(job.chip()).isEqualTo("Toy");
            assertThat(job.images()).extracting(ImageUsed::proved).containsExactly("toy read back");
            assertThat(job.identity()).containsEntry(BootMode.VENDOR_BOOT, IdentityBasis.ID);
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
        }
    }

    @Test
    void aBoardThatKeepsSomethingElseFails() throws Exception {
        try (LineHarness line = line(RECIPE)) {
            assertThat(kind(run(line, new EchoBoard("7", true)))).isEqualTo(FailureKind.VERIFY_MISMATCH);
        }
    }

    @Test
    void anImageThatIsWrittenAndNotReadBackIsNotGreen() throws Exception {
        String unread = RECIPE.replace("format: raw }\n", "format: raw }\n  other: { file: other.bin, format: raw }\n")
                .replace(
                        "  - toy.leave:\n",
                        "  - toy.write: other\n  - toy.write: payload\n    name: again\n  - toy.leave:\n");
        try (LineHarness line = line(unread)) {
            assertThat(kind(run(line, new EchoBoard("7", false)))).isEqualTo(FailureKind.VERIFY_MISSING);
        }
    }

    @Test
    void aSwapIsNoticed() throws Exception {
        try (LineHarness line = line(RECIPE)) {
            AtomicBoolean swapped = new AtomicBoolean();
            line.watch(status -> {
                if (status.state() instanceof PortState.Running running
                        && running.step().equals("wait again")
                        && swapped.compareAndSet(false, true)) {
                    line.unplug(1);
                    line.plug(1, new EchoBoard("8", false));
                }
            });

            assertThat(kind(run(line, new EchoBoard("7", false)))).isEqualTo(FailureKind.BOARD_SWAPPED);
        }
    }

    @Test
    void itIsACommandOfTheBench() throws IOException {
        String config = Files.writeString(
                        folder.resolve("station.yaml"),
                        "kind: station\nstation: test-1\nline: T\nbus: { type: virtual, ports: 2 }\n")
                .toString();
        StationBench bench = StationBench.of(PROTOCOLS);

        assertThat(bench.names()).containsAll(StationBench.OURS.names()).contains("toy");
        assertThat(CommandRun.of(bench, "help", "toy").out()).isEqualTo("Usage: gangway toy id\n");
        assertThat(CommandRun.of(bench, "--config", config, "toy", "lose").err())
                .contains("no toy does [lose]");
        assertThat(CommandRun.of(bench, "--config", config, "toy", "id").code()).isZero();
    }
}
