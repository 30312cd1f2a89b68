package dev.gangway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.dispatch.Bindings.Decision;
import dev.gangway.message.DeskStatus;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortMap;
import dev.gangway.message.PortMapCommand;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanRead;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.DeskId;
import dev.gangway.model.Epoch;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.recipe.RecipeBook;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What scans at two desks mean, without a bus: each desk has its own badge, permission, chosen slot and lesson. */
class DispatcherTest {
    private static final String A = "scanner-a";
    private static final String B = "scanner-b";
    private static final PortState WAITING = new PortState.AwaitingScan(new BoardIdentity(BootMode.FEL, "A13", null));

    private final Dispatcher dispatcher = new Dispatcher(
            new DispatchSettings(
                    Set.of("boss"), new DispatchSettings.Prefixes("SLOT-", "CMD-", "OP-"), Duration.ofMinutes(30)),
            new RecipeBook(List.of(BindingsTest.recipe("chip", "CP-.*"))));
    private final Map<String, Desk> desks = new HashMap<>();
    private Instant now = Instant.parse("2026-11-29T10:00:00Z");

    @Test
    void aSupervisorsPermissionAtOneScannerFreesNoScanAtAnother() {
        waits(1);
        waits(2);
        scan(A, "OP-boss");
        allow(A, scan(A, "CMD-REWORK"));

        assertThat(started(B, "CP-1").terms().rework()).isFalse();
        assertThat(started(A, "CP-2").terms()).isEqualTo(new Bindings.Terms(new DeskId(A), "boss", true));
        assertThat(started(A, "CP-3").terms().rework()).as("one serial").isFalse();
    }

    @Test
    void aSupervisorsBadgeAtOneScannerAllowsNothingAtAnother() {
        scan(A, "OP-boss");

        assertThat(refused(B, "CMD-REWORK").message()).contains("scan a supervisor's badge first");
        assertThat(refused(B, "CMD-LEARN").message()).contains("scan a supervisor's badge first");
    }

    @Test
    void aPermissionCountsOnlyOnceItIsOnRecord() {
        waits(1);
        scan(A, "OP-boss");
        Act.AllowRework asked = (Act.AllowRework) scan(A, "CMD-REWORK");

        assertThat(asked.note().kind()).isEqualTo("rework-allowed");
        assertThat(asked.note().operator()).isEqualTo("boss");
        assertThat(started(A, "CP-1").terms().rework()).isFalse();
    }

    @Test
    void aPermissionDoesNotCountForWhoeverTookTheDeskMeanwhile() {
        scan(A, "OP-boss");
        Act.AllowRework asked = (Act.AllowRework) scan(A, "CMD-REWORK");
        scan(A, "OP-anna");

        assertThat(Dispatcher.allowed(asked.permission(), desk(A), now)).isEmpty();
    }

    @Test
    void aPermissionEndsWithTheBadgeWithAnotherAndAfterAMinute() {
        for (String end : List.of("CMD-END", "OP-anna", "OP--", "CMD-CANCEL", "")) {
            scan(A, "OP-boss");
            allow(A, scan(A, "CMD-REWORK"));
            if (end.isEmpty()) {
                now = now.plusSeconds(61);
            } else {
                scan(A, end);
            }
            waits(1);

            assertThat(started(A, "CP-1").terms().rework()).as(end).isFalse();
        }
    }

    @Test
    void aRefusedSerialUsesUpNothing() {
        waits(1);
        scan(A, "OP-boss");
        allow(A, scan(A, "CMD-REWORK"));
        assertThat(refused(A, "HELLO").reason()).isEqualTo("format");

        assertThat(started(A, "CP-1").terms().rework()).isTrue();
    }

    @Test
    void aSlotChosenAtOneDeskIsNotTakenByTheSerialOfAnother() {
        waits(1);
        waits(2);
        waits(3);
        scan(A, "SLOT-03");

        assertThat(started(B, "CP-1").port().slot()).isEqualTo(new Slot("01"));
        assertThat(started(A, "CP-2").port().slot()).isEqualTo(new Slot("03"));
    }

    @Test
    void cancellingAtOneDeskLeavesTheChoiceOfAnother() {
        waits(1);
        waits(2);
        scan(A, "SLOT-02");
        scan(B, "CMD-CANCEL");

        assertThat(started(A, "CP-1").port().slot()).isEqualTo(new Slot("02"));
    }

    @Test
    void oneWaitingSerialIsCancelledByNameAndNothingElse() {
        for (int slot = 1; slot <= 3; slot++) {
            saw(slot, new PortState.Empty(null));
        }
        for (String serial : List.of("CP-1", "CP-20 B", "CP-3")) {
            scan(A, serial);
        }
        scan(A, "SLOT-02");

        assertThat(((Act.Answer) scan(A, "GANGWAY:CANCEL:CP-20 B")).outcome()).isInstanceOf(ScanOutcome.Done.class);
        assertThat(((Act.Answer) scan(A, "CMD-CANCEL-CP-3")).outcome()).isInstanceOf(ScanOutcome.Done.class);

        assertThat(dispatcher.bindings().waiting(now).serials())
                .extracting(entry -> entry.serial().value())
                .containsExactly("CP-1");
        assertThat(desk(A).choice()).as("what is set at the desk stays").isNotNull();
        assertThat(refused(A, "CMD-CANCEL-CP-3"))
                .extracting(ScanOutcome.Refused::reason, ScanOutcome.Refused::message)
                .containsExactly("not-waiting", "CP-3 does not wait for a board. The nearest that does is CP-1.");
        assertThat(refused(A, "CMD-CANCEL-OTHER").message()).isEqualTo("OTHER does not wait for a board.");
    }

    @Test
    void aBadgeEndsByItsCommandAndWhenNobodyScans() {
        assertThat(badge(A, "OP-anna").operator()).isEqualTo("anna");
        assertThat(badge(A, "CMD-END").operator()).isEqualTo("-");
        badge(A, "OP-anna");
        now = now.plus(Duration.ofMinutes(31));
        waits(1);

        assertThat(started(A, "CP-1").terms().operator()).isEqualTo("-");
    }

    @Test
    void commandsAreSignedByTheirOwnDesk() {
        waits(1);
        scan(A, "OP-anna");

        assertThat(((Act.Command) scan(A, "CMD-ABORT-01")).command()).isEqualTo(new PortCommand.Abort("anna"));
        assertThat(((Act.Command) scan(B, "CMD-ABORT-01")).command()).isEqualTo(new PortCommand.Abort("-"));
        assertThat(((Act.Command) on(B, "CMD-ABORT-01", "K. Lind")).command())
                .isEqualTo(new PortCommand.Abort("K. Lind"));
    }

    @Test
    void aLessonTakesTheLabelsOfItsOwnDesk() {
        waits(1);
        lesson(A, PortPath.virtual(1));

        assertThat(((Act.Teach) scan(A, "SLOT-01")).command()).isEqualTo(new PortMapCommand.Answer("-", "01"));
        assertThat(((Act.Answer) scan(B, "SLOT-01")).outcome()).isInstanceOf(ScanOutcome.SlotChosen.class);
    }

    @Test
    void aLessonIsTakenOverByWhoeverMayBeginOneAndEndsWhereItIsHeld() {
        lesson(A, null);
        assertThat(refused(B, "CMD-LEARN").message()).contains("supervisor");
        scan(B, "OP-boss");

        assertThat(((Act.Teach) scan(B, "CMD-LEARN")).command())
                .isEqualTo(new PortMapCommand.Begin("boss", new DeskId(B)));
        lesson(B, null);
        assertThat(((Act.Teach) scan(B, "CMD-LEARN")).command()).isEqualTo(new PortMapCommand.End("boss"));
    }

    @Test
    void whatBeginsLikeACommandIsNeverAUnit() {
        Dispatcher anySerial = new Dispatcher(
                new DispatchSettings(
                        Set.of(), new DispatchSettings.Prefixes("SLOT-", "CMD-", "OP-"), Duration.ofMinutes(30)),
                new RecipeBook(List.of(BindingsTest.recipe("chip", ".+"))));
        anySerial.bindings().saw(status(1, WAITING));

        for (String text : List.of("CMD-FOO", "CMD-REWORKK", "cmd-cancel", "SLOT/01", "SLOT-", "OP\u00dfanna")) {
            Act act = anySerial.on(new ScanRead(A, text, "-"), desk(A), now).act();

            assertThat(((ScanOutcome.Refused) ((Act.Answer) act).outcome()).reason())
                    .as(text)
                    .isEqualTo("no-command");
        }
    }

    @Test
    void aCommandWithoutItsSlotIsToldWhatIsMissing() {
        waits(1);

        assertThat(refused(A, "CMD-ABORT").message()).contains("cut short", "CMD-ABORT-01");
        assertThat(refused(A, "GANGWAY:RELEASE").message()).contains("CMD-RELEASE-01");
    }

    @Test
    void onThePageOfThePortMapNoUnitIsStartedOrBecomesALabel() {
        waits(1);
        assertThat(refusedOnMap("CP-00141").message()).contains("page of the line");
        lesson(ScanRead.PORT_MAP, PortPath.virtual(1));

        assertThat(refusedOnMap("CP-00141").message()).contains("unit's serial", "SLOT-LABEL");
        assertThat(refusedOnMap("CMD-FOO").reason()).isEqualTo("no-command");
        assertThat(((Act.Teach) scan(ScanRead.PORT_MAP, "bench-left")).command())
                .isEqualTo(new PortMapCommand.Answer("-", "bench-left"));
        assertThat(((Act.Teach) scan(ScanRead.PORT_MAP, "SLOT-CP-1")).command())
                .isEqualTo(new PortMapCommand.Answer("-", "CP-1"));
    }

    private ScanOutcome.Refused refusedOnMap(String text) {
        return refused(ScanRead.PORT_MAP, text);
    }

    @Test
    void aSlotThatIsNotThereIsRefusedWithTheNearest() {
        waits(1);

        assertThat(refused(A, "SLOT-011").message()).contains("no slot 011", "nearest is 01");
    }

    @Test
    void aSerialThatWaitsKeepsThePermissionItWasScannedWith() {
        saw(1, new PortState.Empty(null));
        scan(A, "OP-boss");
        allow(A, scan(A, "CMD-REWORK"));
        Decision.Wait waiting = ((Act.Wait) scan(A, "CP-1")).decision();
        scan(A, "CMD-END");

        assertThat(waiting.terms().rework()).isTrue();
        assertThat(dispatcher.bindings().boardFor(status(1, WAITING), now))
                .get()
                .extracting(Decision.Bind::terms)
                .isEqualTo(new Bindings.Terms(new DeskId(A), "boss", true));
    }

    private Desk desk(String scanner) {
        return desks.getOrDefault(scanner, Desk.blank(new DeskId(scanner)));
    }

    private Act scan(String scanner, String text) {
        return on(scanner, text, DeskStatus.NOBODY);
    }

    private Act on(String scanner, String text, String login) {
        Dispatcher.Turn turn = dispatcher.on(new ScanRead(scanner, text, login), desk(scanner), now);
        desks.put(scanner, turn.desk());
        return turn.act();
    }

    private void allow(String scanner, Act asked) {
        desks.put(
                scanner,
                Dispatcher.allowed(((Act.AllowRework) asked).permission(), desk(scanner), now)
                        .orElseThrow());
    }

    private Decision.Bind started(String scanner, String serial) {
        Decision.Bind bind = ((Act.Start) scan(scanner, serial)).bind();
        assertThat(bind.serial()).isEqualTo(new Serial(serial));
        return bind;
    }

    private ScanOutcome.Refused refused(String scanner, String text) {
        return (ScanOutcome.Refused) ((Act.Answer) scan(scanner, text)).outcome();
    }

    private ScanOutcome.Badge badge(String scanner, String text) {
        return (ScanOutcome.Badge) ((Act.Answer) scan(scanner, text)).outcome();
    }

    private void waits(int slot) {
        saw(slot, WAITING);
    }

    private void saw(int slot, PortState state) {
        dispatcher.bindings().saw(status(slot, state));
    }

    private void lesson(String scanner, @Nullable PortPath asking) {
        dispatcher.saw(new PortMap.Lesson(now, "boss", new DeskId(scanner), asking, new Slot("01"), 0));
    }

    private PortStatus status(int slot, PortState state) {
        return new PortStatus(
                PortPath.virtual(slot),
                new Slot("0" + slot),
                new Epoch(1),
                state,
                now,
                null,
                List.of("chip"),
                null,
                null);
    }
}
