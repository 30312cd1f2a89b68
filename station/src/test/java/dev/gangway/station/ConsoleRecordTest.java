package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.console.ConsoleFolder;
import dev.gangway.json.JobJson;
import dev.gangway.message.AttemptResult;
import dev.gangway.message.ConsoleKept;
import dev.gangway.message.JobSummary;
import dev.gangway.message.Message;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import dev.gangway.station.cli.CommandRun;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What boards say on their consoles stays with their jobs; what a recipe calls a secret stays nowhere. */
class ConsoleRecordTest {
    private static final String SECRET = "tr0ub4dor-correct-horse";
    private static final String RECIPE = """
            kind: recipe
            version: 1
            title: console
            serves: { mode: uboot-console }
            serial: { pattern: "UB-[0-9]{5}" }
            images: {}
            retry: { attempts: 1 }
            verify: none
            steps:
              - uboot.stop: usual
                name: have the prompt
                within: 6s
              - uboot.run: printenv loadaddr
                name: ask
              - uboot.run: |
                  virtio dev 0
                  mw.b 40200000 55 200
                  virtio write 40200000 0 1
                name: write
              - uboot.boot: boot
                name: start
                says: Starting kernel
                within: 4s
              - uboot.expect: "login:"
                name: login
                within: 2s
            """;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final List<String> sent = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        pages.close();
    }

    private LineHarness line(Recipe recipe) throws StartFailure {
        LineHarness line = LineSetup.in(folder)
                .ports(1)
                .recipes(recipe)
                .images(folder)
                .environment(Map.of("PSK", SECRET))
                .start();
        line.station().vertx().eventBus().<Message>addOutboundInterceptor(message -> {
            sent.add(String.valueOf(message.message().body()));
            message.next();
        });
        return line;
    }

    private JobSummary run(LineHarness line, String more) {
        BoardSpec.parse("uboot-console:pace=none" + more, 1).plug(line.hub(), 1, pages, told -> {});
        line.awaitState(1, PortState.AwaitingScan.class);
        JobId job = ((ScanOutcome.Started) line.scanFor(1, "UB-00001")).job();
        return line.ended(job).summary();
    }

    private static ConsoleKept console(JobSummary job) {
        return Objects.requireNonNull(job.attempts().get(0).console());
    }

    private CommandRun gangway(String... words) {
        List<String> all = Stream.concat(
                        Stream.of("--data", folder.resolve("data").toString()), Stream.of(words))
                .toList();
        return CommandRun.of(all.toArray(String[]::new));
    }

    @Test
    void whatAConsoleSaidIsOnDiskUnderTheDigestThatIsOnRecord() throws Exception {
        try (LineHarness line = line(TestRecipes.of("console", RECIPE))) {
            JobSummary job = run(line, "");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            String text =
                    new ConsoleFolder(folder.resolve("data")).read(job.job(), 1).orElseThrow();
            assertThat(text)
                    .contains(
                            "[step have the prompt]\n",
                            "U-Boot 20",
                            "[step ask]\n",
                            "=> printenv loadaddr",
                            "loadaddr=")
                    .containsPattern("login: ?\n$");
            assertThat(console(job).sha256()).isEqualTo(ConsoleFolder.digest(text));
            assertThat(console(job).problem()).isEmpty();
            assertThat(console(job).last()).isEmpty();
            assertThat(line.recorded(job.job()).summary()).isEqualTo(job);
            assertThat(gangway("ledger", "console", "UB-00001").out()).isEqualTo(text);
            assertThat(gangway("ledger", "console", job.job().value()).out()).isEqualTo(text);
            assertThat(gangway("ledger", "show", "UB-00001").out())
                    .contains("console    " + console(job).bytes() + " bytes, sha256 "
                            + console(job).sha256().hex());
            assertThat(page(line, "/api/v1/jobs/" + job.job() + "/console.log")).isEqualTo(text);
            assertThat(page(line, "/api/v1/jobs/" + job.job() + "/console")).contains("\"live\":false", "loadaddr=");
        }
    }

    private static String page(LineHarness line, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(line.station().url() + path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void aUnitThatDoesNotStartFailsWithItsLastLinesOnRecord() throws Exception {
        try (LineHarness line = line(TestRecipes.of("console", RECIPE))) {
            JobSummary job = run(line, ",fault=panic");

            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.NO_BOOT);
            assertThat(console(job).last()).contains("Kernel panic");
            AttemptResult read = JobJson.summary(JobJson.of(job)).attempts().get(0);
            assertThat(read.console()).isEqualTo(console(job));
            assertThat(JobJson.text(JobJson.of(line.recorded(job.job()))))
                    .contains("Kernel panic", console(job).sha256().hex());
            assertThat(gangway("ledger", "show", "UB-00001").out()).containsPattern("\\| .*Kernel panic");
        }
    }

    /** A board that never prompts lets nobody in; what it said is all that is known of it. */
    @Test
    void whatABoardSaidThatNeverPromptsIsKept() throws Exception {
        try (LineHarness line = line(TestRecipes.of("console", RECIPE.replace("within: 6s", "within: 1s")))) {
            JobSummary job = run(line, ",fault=never-promptsxalways");

            assertThat(job.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(console(job).last()).contains("U-Boot 20");
        }
    }

    @Test
    void aConsoleThatCannotBeKeptChangesNoVerdictAndIsTold() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/console"), "in the way of the folder");
        try (LineHarness line = line(TestRecipes.of("console", RECIPE))) {
            JobSummary job = run(line, "");

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(console(job).problem()).isNotEmpty();
            assertThat(sent).anySatisfy(message -> assertThat(message)
                    .startsWith("StationTrouble")
                    .contains("what the console said in attempt 1 of UB-00001"));
            CommandRun told = gangway("ledger", "console", "UB-00001");
            assertThat(told.code()).isEqualTo(3);
            assertThat(told.err()).contains("could not be kept when the job ran");
            assertThat(gangway("ledger", "show", "UB-00001").out()).contains("NOT KEPT: ");
        }
    }

    @Test
    void aFileThatWasChangedIsNotTakenForWhatWasSaid() throws Exception {
        try (LineHarness line = line(TestRecipes.of("console", RECIPE))) {
            JobSummary job = run(line, "");
            ConsoleFolder consoles = new ConsoleFolder(folder.resolve("data"));
            Path file = consoles.file(job.job(), 1);
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write("U-Boot, and all was well\n".getBytes(StandardCharsets.UTF_8));
            }

            CommandRun told = gangway("ledger", "console", "UB-00001");

            assertThat(told.code()).isEqualTo(1);
            assertThat(told.err()).contains("this is not what the record says");
            Files.write(file, new byte[] {31, -117, 8, 0});
            assertThat(gangway("ledger", "console", "UB-00001").code()).isEqualTo(1);
            Files.delete(file);
            assertThat(gangway("ledger", "console", "UB-00001").code()).isEqualTo(3);
            assertThat(gangway("ledger", "verify").code()).isZero();
        }
    }

    private static String secretive(String text) {
        String steps = """
                  - uboot.run: setenv wifi {{secret.psk}}
                    name: set
                    timeout: 6s
                  - uboot.env: wifi
                    name: read
                  - uboot.env: again
                    name: set again
                    value: x{{secret.psk}}
                  - uboot.run: |
                      printenv wifi
                      false {{secret.psk}}
                    name: fail
                """;
        return text.replace("steps:", "secrets: { psk: \"env:PSK\" }\nmask: [\"(?<=loadaddr=).*\"]\nsteps:")
                .replace("  - uboot.boot: boot", steps + "  - uboot.boot: boot");
    }

    @Test
    void aSecretIsNowhereAfterTheJob() throws Exception {
        assertThat(requireNowhere("").message()).contains("false [secret");
    }

    /** Where a letter gets lost on the way, the console shows what is nearly the secret. */
    @ParameterizedTest
    @Tag("lab")
    @Tag("long")
    @ValueSource(ints = {1020, 1040, 1060, 1080, 1100, 1120, 1140, 1160, 1180, 1200})
    void aSecretThatIsDamagedOnTheWayIsNowhereEither(int at) throws Exception {
        requireNowhere(",fault=drop-byte@" + at);
    }

    private Failure requireNowhere(String fault) throws Exception {
        JobSummary job;
        try (LineHarness line = line(TestRecipes.of("console", secretive(RECIPE)))) {
            job = run(line, fault);
            sent.add(page(line, "/api/v1/state"));
            sent.add(page(line, "/api/v1/ports/virtual:1"));
            sent.add(page(line, "/api/v1/jobs/" + job.job() + "/console"));
            sent.add(gangway("ledger", "show", "UB-00001").out());
            sent.add(gangway("ledger", "export", "--format", "jsonl").out());
        }

        String text =
                new ConsoleFolder(folder.resolve("data")).read(job.job(), 1).orElseThrow();
        assertThat(text).contains("loadaddr=[secret]");
        assertThat(sent).noneMatch(ConsoleRecordTest::tells);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).isNotEmpty().noneMatch(ConsoleRecordTest::holds);
        }
        return Objects.requireNonNull(job.failure());
    }

    private static boolean holds(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (file.toString().endsWith(".gz")) {
                try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
                    bytes = in.readAllBytes();
                }
            }
            return tells(new String(bytes, StandardCharsets.ISO_8859_1))
                    || tells(new String(bytes, StandardCharsets.UTF_16BE));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The secret, or so much of it that the rest can be guessed. */
    private static boolean tells(String text) {
        for (int at = 0; at + 11 <= SECRET.length(); at++) {
            if (text.contains(SECRET.substring(at, at + 11))) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aSecretThatIsNotThereEndsTheJobBeforeAnythingIsSaid() throws Exception {
        try (LineHarness line = line(TestRecipes.of("console", secretive(RECIPE).replace("env:PSK", "env:NO_SUCH")))) {
            JobSummary job = run(line, "");

            assertThat(Objects.requireNonNull(job.failure()).kind()).isEqualTo(FailureKind.RECIPE_INVALID);
            assertThat(job.failure().message()).contains("\"psk\"", "NO_SUCH is not set");
            assertThat(job.attempts().get(0).failedStep()).isEqualTo("reading the recipe's secrets");
            assertThat(job.attempts().get(0).console()).isNull();
        }
    }
}
