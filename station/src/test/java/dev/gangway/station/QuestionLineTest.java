package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.ledger.JobFilter;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.message.JobSummary;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortReply;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.StepResult;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recipe asks the person at the line, and the answer decides. */
class QuestionLineTest {
    private static final String SCANNER = "serial:/dev/scanner-a";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** Asks at its end, and never again when the answer was wrong. */
    private static Recipe asking(String step) {
        return TestRecipes.chipPro(text -> text.stripTrailing() + "\n" + step);
    }

    private static final String LIGHT = "  - ask: Is the blue light on?\n    name: light\n";

    private LineHarness line(String step) throws StartFailure {
        return LineSetup.in(folder).recipes(asking(step)).start();
    }

    private static boolean asks(PortState state) {
        return state instanceof PortState.Running running && running.question() != null;
    }

    private static JobId question(LineHarness line, int port) {
        JobId job = line.begin(port, TestBoard.chip(port), "CP-0000" + port);
        line.awaitState(port, QuestionLineTest::asks);
        return job;
    }

    /** Nobody reads as fast as a test: it is answered as soon as it may be. */
    private static void scan(LineHarness line, String text) {
        await().atMost(LineHarness.PATIENCE).until(() -> line.scanAt(SCANNER, text) instanceof ScanOutcome.Done);
    }

    private static StepResult last(JobSummary job) {
        return job.steps().get(job.steps().size() - 1);
    }

    private static Failure failure(JobSummary job) {
        return Objects.requireNonNull(job.failure());
    }

    @Test
    void aScannedAnswerPassesTheBoardAndIsOnRecord() throws Exception {
        try (LineHarness line = line(LIGHT)) {
            JobId job = question(line, 1);
            assertThat(line.scanAt(SCANNER, "OP-anna")).isInstanceOf(ScanOutcome.Badge.class);
            scan(line, "CMD-ANSWER-YES");

            JobSummary ended = line.ended(job).summary();
            assertThat(ended.verdict()).as("%s", ended.failure()).isEqualTo(Verdict.PASSED);
            StepResult step = last(line.recorded(job).summary());
            assertThat(step.step()).isEqualTo("light");
            assertThat(step.facts())
                    .containsEntry("question", "Is the blue light on?")
                    .containsEntry("answer", "YES")
                    .containsEntry("answered-by", "anna")
                    .containsEntry("answered-at", SCANNER);
            assertThat(Double.parseDouble(step.facts().get("answered-after")))
                    .isBetween(0.9, LineHarness.PATIENCE.toMillis() / 1000.0);
        }
    }

    @Test
    void aWrongAnswerFailsTheBoardWithoutARetry() throws Exception {
        try (LineHarness line = line(LIGHT)) {
            JobId job = question(line, 1);
            scan(line, "CMD-ANSWER-NO");

            JobSummary ended = line.ended(job).summary();
            assertThat(ended.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(failure(ended))
                    .isEqualTo(new Failure(FailureKind.CHECK_FAILED, "\"Is the blue light on?\" was answered NO by -"));
            assertThat(ended.attempts()).hasSize(1);
            assertThat(last(ended).facts()).containsEntry("answer", "NO");
        }
    }

    @Tag("lab")
    @Test
    void withoutAnAnswerTheJobFailsWhenItsTimeIsOver() throws Exception {
        try (LineHarness line = line(LIGHT + "    timeout: 300ms\n    ifLate: nobody was at the line\n")) {
            JobSummary ended =
                    line.ended(line.begin(1, TestBoard.chip(1), "CP-00001")).summary();

            assertThat(ended.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(failure(ended).kind()).isEqualTo(FailureKind.NOT_ANSWERED);
            assertThat(failure(ended).message()).contains("nobody was at the line", "Is the blue light on?");
            assertThat(line.scanAt(SCANNER, "CMD-ANSWER-YES")).isInstanceOf(ScanOutcome.Refused.class);
            assertThat(line.state(1)).as("a late answer changes no verdict").isInstanceOf(PortState.Failed.class);
        }
    }

    @Test
    void oneWhoseJobIsStoppedIsAskedNoMore() throws Exception {
        try (LineHarness line = line(LIGHT)) {
            JobId job = question(line, 1);
            assertThat(line.command(1, new PortCommand.Abort("tester"))).isInstanceOf(PortReply.Accepted.class);

            assertThat(line.ended(job).summary().verdict()).isEqualTo(Verdict.ABORTED);
            assertThat(line.scanAt(SCANNER, "CMD-ANSWER-YES")).isInstanceOf(ScanOutcome.Refused.class);
        }
    }

    @Tag("lab")
    @Test
    void ofTwoSlotsThatAskTheOneThatIsNamedGetsTheAnswer() throws Exception {
        try (LineHarness line = line(LIGHT)) {
            JobId first = question(line, 1);
            JobId second = question(line, 2);
            assertThat(line.scanAt(SCANNER, "CMD-ANSWER-YES"))
                    .isInstanceOfSatisfying(ScanOutcome.Refused.class, refused -> assertThat(refused.message())
                            .contains("Slots 01, 02 ask"));
            scan(line, "CMD-ANSWER-02-NO");
            assertThat(line.ended(second).summary().verdict()).isEqualTo(Verdict.FAILED);

            scan(line, "CMD-ANSWER-YES");
            assertThat(line.ended(first).summary().verdict()).isEqualTo(Verdict.PASSED);
        }
    }

    @Test
    void thePageAnswersTheQuestionThatItShows() throws Exception {
        String colour = "  - ask: Which light is on?\n    name: colour\n    answers: { GREEN: fail, BLUE: pass }\n";
        try (LineHarness line = line(LIGHT + colour)) {
            JobId job = question(line, 1);
            JsonObject light = shown(line);
            assertThat(light.getJsonObject("question").getJsonArray("answers")).containsExactly("YES", "NO");
            await().atMost(LineHarness.PATIENCE)
                    .until(() -> answer(line, light, "YES").containsKey("state"));
            line.awaitState(
                    1,
                    state -> state instanceof PortState.Running running
                            && running.question() != null
                            && running.step().equals("colour"));

            assertThat(answer(line, light, "YES").getString("code"))
                    .as("the answer to the question before")
                    .isEqualTo("not-asked");
            JsonObject second = shown(line);
            await().atMost(LineHarness.PATIENCE)
                    .until(() -> answer(line, second, "BLUE").containsKey("state"));
            assertThat(line.ended(job).summary().verdict()).isEqualTo(Verdict.PASSED);
        }
    }

    @Test
    void aQuestionWithWhichNoBoardPassesIsARecipesFault() throws Exception {
        try (LineHarness line = line(LIGHT + "    answers: { NO: fail }\n")) {
            JobSummary ended =
                    line.ended(line.begin(1, TestBoard.chip(1), "CP-00001")).summary();

            assertThat(failure(ended).kind()).isEqualTo(FailureKind.RECIPE_INVALID);
        }
    }

    /** As in every other step: the next start finds the job and closes it. */
    @Test
    @Tag("lab")
    void aStationThatIsKilledWhileItAsksLeavesAnInterruptedJob() throws Exception {
        Path recipe = folder.resolve("chip-pro.yaml");
        Files.writeString(
                recipe,
                Files.readString(Path.of("../config/recipes/chip-pro.yaml")).stripTrailing()
                        + "\n  - ask: Is the blue light on?\n    name: light\n");
        List<String> command = ProductJvm.command(List.of("-Xmx256m"));
        command.addAll(
                List.of("--json", "--data", folder.resolve("data").toString(), "demo", "--auto", "--ports", "1"));
        command.addAll(List.of("--image-size", "1M", "--recipe", recipe.toString()));
        Process station = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = station.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.contains("\"wait for the system\"")) {
                line = out.readLine();
            }
            // What answers in the demo thinks for longer than this process takes to come here.
            station.toHandle().destroyForcibly();
        }
        assertThat(station.waitFor(60, TimeUnit.SECONDS)).isTrue();
        List<JobSummary> jobs = new ArrayList<>();
        try (H2Ledger ledger = H2Ledger.open(folder.resolve("data"), Clock.systemUTC());
                LedgerReader reader = ledger.reader()) {
            reader.forEach(JobFilter.ALL, job -> jobs.add(job.summary()));
        }
        assertThat(jobs).extracting(JobSummary::verdict).containsExactly(Verdict.INTERRUPTED);
    }

    private static JsonObject shown(LineHarness line) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(line.station().url() + "/api/v1/ports/virtual:1"))
                .build();
        return new JsonObject(send(request)).getJsonObject("status");
    }

    private static JsonObject answer(LineHarness line, JsonObject asked, String text) throws Exception {
        JsonObject body = new JsonObject()
                .put("command", "answer")
                .put("answer", text)
                .put("job", asked.getString("job"))
                .put("attempt", asked.getInteger("attempt"))
                .put("step", asked.getInteger("stepNumber"));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(line.station().url() + "/api/v1/ports/virtual:1/command"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
        return new JsonObject(send(request));
    }

    private static String send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
