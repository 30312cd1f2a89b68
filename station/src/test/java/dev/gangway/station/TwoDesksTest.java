package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.message.JobSummary;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two scanners and two pages at one station: what one person sets at a desk holds for nobody else. */
class TwoDesksTest {
    private static final String A = "serial:/dev/scanner-a";
    private static final String B = "serial:/dev/scanner-b";
    private static final String PAGE_A = "a".repeat(32);
    private static final String PAGE_B = "b".repeat(32);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private LineHarness line;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws StartFailure {
        line = LineSetup.in(folder).ports(3).start();
    }

    @AfterEach
    void stop() {
        line.close();
    }

    private void plugTwo() {
        for (int port = 1; port <= 2; port++) {
            line.plug(port, TestBoard.chip(port + 10));
            line.awaitState(port, PortState.AwaitingScan.class);
        }
    }

    private static void assertRefused(ScanOutcome outcome, String reason) {
        assertThat(outcome).isInstanceOfSatisfying(ScanOutcome.Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(reason));
    }

    /** What a page at this desk sends, and what it is answered. */
    private JsonObject page(String desk, String text) throws Exception {
        return post(desk, "/api/v1/scan", new JsonObject().put("text", text));
    }

    private JsonObject post(String desk, String path, JsonObject body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(line.station().url() + path))
                .header("Content-Type", "application/json")
                .header("Gangway-Desk", desk)
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
        return new JsonObject(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    @Test
    void aSupervisorsPermissionAtOneScannerDoesNotFreeTheNextScanAtAnother() {
        assertThat(line.run(3, TestBoard.chip(1), "CP-00001").verdict()).isEqualTo(Verdict.PASSED);
        plugTwo();
        assertThat(line.scanAt(A, "OP-boss")).isInstanceOf(ScanOutcome.Badge.class);
        assertThat(line.scanAt(A, "CMD-REWORK")).isInstanceOf(ScanOutcome.Done.class);

        assertRefused(line.scanAt(B, "CP-00001"), "passed-before");
        assertRefused(line.scanAt(B, "CMD-REWORK"), "unavailable");
        ScanOutcome.Started started = (ScanOutcome.Started) line.scanAt(A, "CP-00001");

        JobSummary job = line.ended(started.job()).summary();
        assertThat(job.rework()).isTrue();
        assertThat(job.operator()).isEqualTo("boss");
        assertThat(line.notes("rework-allowed"))
                .extracting(note -> note.operator() + " " + note.facts().get("source"))
                .containsExactly("boss " + A);
    }

    @Test
    void aPermissionEndsWithItsBadge() {
        assertThat(line.run(3, TestBoard.chip(1), "CP-00001").verdict()).isEqualTo(Verdict.PASSED);
        plugTwo();
        line.scanAt(A, "OP-boss");
        line.scanAt(A, "CMD-REWORK");
        assertThat(line.scanAt(A, "CMD-END")).isInstanceOf(ScanOutcome.Badge.class);

        assertRefused(line.scanAt(A, "CP-00001"), "passed-before");
    }

    @Test
    void aSlotChosenAtOneDeskIsNotTakenByTheSerialOfAnother() {
        plugTwo();
        assertThat(line.scanAt(A, "SLOT-02")).isInstanceOf(ScanOutcome.SlotChosen.class);

        ScanOutcome.Started other = (ScanOutcome.Started) line.scanAt(B, "CP-00001");
        ScanOutcome.Started mine = (ScanOutcome.Started) line.scanAt(A, "CP-00002");

        assertThat(other.slot().label()).isEqualTo("01");
        assertThat(mine.slot().label()).isEqualTo("02");
    }

    @Test
    void aLessonIsTaughtAtTheDeskThatHoldsIt() {
        line.scanAt(A, "OP-boss");
        assertThat(line.scanAt(A, "CMD-LEARN")).isInstanceOf(ScanOutcome.Done.class);
        line.plug(2, TestBoard.chip(1));
        await().atMost(LineHarness.PATIENCE)
                .untilAsserted(() -> assertThat(line.scanAt(A, "SLOT-A7")).isInstanceOf(ScanOutcome.Done.class));
        line.awaitState(2, PortState.AwaitingScan.class);
        await().atMost(LineHarness.PATIENCE)
                .until(() -> line.status(2).slot().label().equals("A7"));
        line.plug(1, TestBoard.chip(2));
        line.awaitState(1, PortState.AwaitingScan.class);

        assertThat(line.scanAt(B, "SLOT-A7")).isInstanceOf(ScanOutcome.SlotChosen.class);

        assertThat(((ScanOutcome.Started) line.scanAt(B, "CP-00001")).slot().label())
                .isEqualTo("A7");
    }

    @Test
    void twoPagesAreTwoDesksAndOrdersAreSignedByTheirOwn() throws Exception {
        plugTwo();
        assertThat(page(PAGE_A, "OP-boss").getString("operator")).isEqualTo("boss");
        page(PAGE_B, "OP-anna");
        page(PAGE_A, "SLOT-02");
        assertThat(page(PAGE_B, "CMD-REWORK").getString("outcome")).isEqualTo("refused");

        assertThat(page(PAGE_B, "CP-00001").getString("slot")).isEqualTo("01");
        assertThat(page(PAGE_A, "CP-00002").getString("slot")).isEqualTo("02");
        String order = "/api/v1/ports/virtual:3/command";
        JsonObject disable = new JsonObject().put("command", "disable").put("reason", "maintenance");
        assertThat(post(PAGE_A, order, disable).getString("state")).isEqualTo("disabled");
        assertThat(post(PAGE_B, order, new JsonObject().put("command", "release"))
                        .getString("state"))
                .isEqualTo("empty");

        assertThat(line.notes("release"))
                .extracting(LedgerAppend.Note::operator)
                .containsExactly("anna");
    }

    @Test
    void reworkIsRefusedWhenItsPermissionCannotBePutOnRecord() {
        assertThat(line.run(3, TestBoard.chip(1), "CP-00001").verdict()).isEqualTo(Verdict.PASSED);
        plugTwo();
        line.scanAt(A, "OP-boss");
        line.station().vertx().eventBus().addInboundInterceptor(delivery -> {
            if (delivery.body() instanceof LedgerAppend.Note) {
                delivery.message().reply(new LedgerReply.NotRecorded("unavailable", "the disk is full"));
            } else {
                delivery.next();
            }
        });

        ScanOutcome answer = line.scanAt(A, "CMD-REWORK");

        assertThat(answer).isInstanceOfSatisfying(ScanOutcome.Refused.class, refused -> assertThat(refused.message())
                .contains("Rework is not allowed")
                .contains("the disk is full"));
        assertRefused(line.scanAt(A, "CP-00001"), "passed-before");
    }
}
