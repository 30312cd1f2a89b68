package dev.gangway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.dispatch.Bindings.Decision;
import dev.gangway.dispatch.Bindings.Terms;
import dev.gangway.message.PortStatus;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.DeskId;
import dev.gangway.model.Digest;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.IdentityRule;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.recipe.RetryPolicy;
import dev.gangway.scan.ScanText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BindingsTest {
    private static final PortState WAITING = new PortState.AwaitingScan(new BoardIdentity(BootMode.FEL, "A13", null));
    private static final PortState EMPTY = new PortState.Empty(null);
    private static final PortState RUNNING = new PortState.Running(1, 3, "write", 1, 4, null);

    private static final DeskId DESK = new DeskId("test");
    private static final Terms ANNA = new Terms(DESK, "anna", false);

    private final Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final Bindings bindings =
            new Bindings(new RecipeBook(List.of(recipe("chip", "CP-.*"), recipe("nano", "NN-.*"))));
    private Desk desk = Desk.blank(DESK);

    @Test
    void takesTheFirstWaitingSlotInBenchOrder() {
        saw(2, WAITING, null, "chip");
        saw(1, WAITING, null, "chip");

        assertThat(bound("CP-1").port().slot()).isEqualTo(new Slot("01"));
    }

    /** Where no other board waits, the port itself refuses the scan and says who is there. */
    @Test
    void aBoardAtWhichAnEngineerWorksIsTheLastInTurn() {
        sawShell(1, "chip");
        assertThat(bound("CP-1").port().slot()).isEqualTo(new Slot("01"));

        saw(2, WAITING, null, "chip");
        assertThat(bound("CP-1").port().slot()).isEqualTo(new Slot("02"));
    }

    @Test
    void aSerialThatWaitsDoesNotGoToABoardAtWhichAnEngineerWorks() {
        saw(1, EMPTY, null);
        assertThat(decide("CP-1")).isInstanceOf(Decision.Wait.class);

        assertThat(bindings.boardFor(sawShell(1, "chip"), now)).isEmpty();
        saw(1, WAITING, null, "chip");
        assertThat(bindings.boardFor(status(1, WAITING, null, "chip"), now)).isPresent();
    }

    @Test
    void findsTheBoardOfTheRightProductAmongTwo() {
        saw(1, WAITING, null, "chip");
        saw(2, WAITING, null, "nano");

        Decision.Bind bind = bound("NN-1");

        assertThat(bind.port().slot()).isEqualTo(new Slot("02"));
        assertThat(bind.recipe()).isEqualTo("nano");
    }

    @Test
    void refusesASerialWhoseBoardIsNotThere() {
        saw(1, WAITING, null, "chip");

        assertThat(refused("NN-1").reason()).isEqualTo("no-recipe");
    }

    @Test
    void refusesWhatIsNoSerialAtAll() {
        saw(1, WAITING, null, "chip");

        assertThat(refused("HELLO").reason()).isEqualTo("format");
    }

    @Test
    void twoRacingScansNeverGetTheSameBoardOrTheSameSerial() {
        saw(1, WAITING, null, "chip");
        saw(2, WAITING, null, "chip");
        Decision.Bind first = bound("CP-1");
        bindings.claim(first.serial(), first.port().port());

        assertThat(refused("CP-1").reason()).isEqualTo("in-use");
        assertThat(bound("CP-2").port().slot()).isEqualTo(new Slot("02"));
    }

    @Test
    void refusesASerialThatRunsElsewhere() {
        saw(1, RUNNING, new Serial("CP-1"), "chip");
        saw(2, WAITING, null, "chip");

        assertThat(refused("CP-1").message()).contains("slot 01");
    }

    @Test
    void slotFirstThenSerial() {
        saw(1, WAITING, null, "chip");
        saw(2, WAITING, null, "chip");
        desk = desk.chosen(new Slot("02"), now);

        assertThat(bound("CP-1").port().slot()).isEqualTo(new Slot("02"));
        assertThat(bound("CP-2").port().slot()).as("a choice is used once").isEqualTo(new Slot("01"));
    }

    @Test
    void aChoiceSurvivesARefusedScanButNotForever() {
        saw(1, WAITING, null, "chip");
        saw(2, WAITING, null, "chip");
        desk = desk.chosen(new Slot("02"), now);
        refused("HELLO");

        assertThat(bound("CP-1").port().slot()).isEqualTo(new Slot("02"));
        desk = desk.chosen(new Slot("02"), now.minus(Desk.CHOICE_COUNTS));
        assertThat(bound("CP-3").port().slot()).isEqualTo(new Slot("01"));
    }

    @Test
    void refusesAChosenSlotThatIsBusy() {
        saw(2, RUNNING, new Serial("CP-9"), "chip");
        desk = desk.chosen(new Slot("02"), now);

        assertThat(refused("CP-1").reason()).isEqualTo("port-busy");
    }

    @Test
    void scanFirstThenPlug() {
        saw(1, EMPTY, null);

        assertThat(decide("CP-1")).isEqualTo(new Decision.Wait(new Serial("CP-1"), null, ANNA));

        Decision.Bind bind =
                bindings.boardFor(status(1, WAITING, null, "chip"), now).orElseThrow();
        assertThat(bind.serial()).isEqualTo(new Serial("CP-1"));
        assertThat(bindings.boardFor(status(2, WAITING, null, "chip"), now)).isEmpty();
    }

    @Test
    void aSerialThatWaitsForItsBoardKeepsItsOperatorAndItsRework() {
        Terms supervised = new Terms(DESK, "sup-7", true);
        saw(1, EMPTY, null);
        saw(2, EMPTY, null);
        bindings.decide(new ScanText("CP-1", ""), supervised, desk, now);
        decide("CP-2");

        assertThat(bindings.boardFor(status(1, WAITING, null, "chip"), now))
                .get()
                .extracting(Decision.Bind::serial, Decision.Bind::terms)
                .containsExactly(new Serial("CP-1"), supervised);
        assertThat(bindings.boardFor(status(2, WAITING, null, "chip"), now))
                .get()
                .extracting(Decision.Bind::serial, Decision.Bind::terms)
                .containsExactly(new Serial("CP-2"), ANNA);
    }

    @Test
    void aWaitingSerialTakesNoBoardOfAnotherProduct() {
        saw(1, EMPTY, null);
        decide("CP-1");

        assertThat(bindings.boardFor(status(1, WAITING, null, "nano"), now)).isEmpty();
        assertThat(bindings.boardFor(status(2, WAITING, null, "chip"), now)).isPresent();
    }

    @Test
    void aWaitingSerialWithASlotTakesOnlyThatSlot() {
        saw(1, EMPTY, null);
        saw(2, EMPTY, null);
        desk = desk.chosen(new Slot("02"), now);
        decide("CP-1");

        assertThat(bindings.boardFor(status(1, WAITING, null, "chip"), now)).isEmpty();
        assertThat(bindings.boardFor(status(2, WAITING, null, "chip"), now)).isPresent();
    }

    @Test
    void aWaitingSerialIsForgottenAfterAWhile() {
        saw(1, EMPTY, null);
        decide("CP-1");

        Instant later = now.plus(Bindings.SERIAL_WAITS).plusSeconds(1);
        assertThat(bindings.boardFor(status(1, WAITING, null, "chip"), later)).isEmpty();
    }

    @Test
    void aSerialThatIsStartedByAnotherScanWaitsForNoOtherBoard() {
        saw(1, EMPTY, null);
        saw(2, EMPTY, null);
        desk = desk.chosen(new Slot("02"), now);
        decide("CP-1");
        saw(1, WAITING, null, "chip");
        Decision.Bind bind = bound("CP-1");
        bindings.claim(bind.serial(), bind.port().port());
        bindings.release(bind.serial(), bind.port().port());

        assertThat(bindings.waiting(now).serials()).isEmpty();
        assertThat(bindings.boardFor(status(2, WAITING, null, "chip"), now)).isEmpty();
    }

    @Test
    void refusesMoreWaitingSerialsThanThereAreFreeSlots() {
        saw(1, EMPTY, null);
        decide("CP-1");

        assertThat(refused("CP-2").reason()).isEqualTo("no-board");
        assertThat(decide("CP-1")).isInstanceOf(Decision.Wait.class);
    }

    @Test
    void scanningTheLabelOfAFailedBoardAgainStartsItAgain() {
        PortState failed =
                new PortState.Failed(Verdict.ABORTED, new Failure(FailureKind.STOPPED_BY_PERSON, "stopped"), 4L);
        saw(1, WAITING, null, "chip");
        saw(2, failed, new Serial("CP-7"), "chip");

        assertThat(bound("CP-7").port().slot()).isEqualTo(new Slot("02"));
    }

    private Decision decide(String text) {
        Desk before = desk.at(now);
        Decision decision = bindings.decide(new ScanText(text, ""), ANNA, before, now);
        desk = decision instanceof Decision.Refuse ? before : before.served();
        return decision;
    }

    private Decision.Bind bound(String text) {
        Decision decision = decide(text);
        assertThat(decision).isInstanceOf(Decision.Bind.class);
        return (Decision.Bind) decision;
    }

    private Decision.Refuse refused(String text) {
        Decision decision = decide(text);
        assertThat(decision).isInstanceOf(Decision.Refuse.class);
        return (Decision.Refuse) decision;
    }

    @Test
    void aFinishedLineTakesTheNextSerialAfterTheBoardsThatWait() {
        sawLine(1, new PortState.Passed(7, 3), "chip");
        saw(2, WAITING, null, "chip");
        assertThat(bound("CP-1").port().slot()).isEqualTo(new Slot("02"));

        saw(2, RUNNING, null, "chip");
        assertThat(bound("CP-2").port().slot()).isEqualTo(new Slot("01"));
    }

    @Test
    void aBoardThatHasPassedTakesNoOther() {
        saw(1, new PortState.Passed(7, 3), null, "chip");

        assertThat(refused("CP-2").reason()).isEqualTo("no-board");
    }

    @Test
    void aLineTakesNothingBeforeItsRecordIsOnDisk() {
        Failure failure = new Failure(FailureKind.LEDGER_UNAVAILABLE, "disk full");
        sawLine(1, new PortState.Failed(Verdict.FAILED, failure, null), "chip");

        assertThat(refused("CP-2").reason()).isEqualTo("no-board");
    }

    private void sawLine(int slot, PortState state, String... recipes) {
        PortStatus seen = status(slot, state, null, recipes);
        bindings.saw(new PortStatus(
                seen.port(), seen.slot(), seen.epoch(), state, now, null, seen.recipes(), null, null, true, null));
    }

    private PortStatus sawShell(int slot, String... recipes) {
        PortStatus seen = status(slot, WAITING, null, recipes);
        PortStatus open = new PortStatus(
                seen.port(), seen.slot(), seen.epoch(), WAITING, now, null, seen.recipes(), null, null, false, "boss");
        bindings.saw(open);
        return open;
    }

    private void saw(int slot, PortState state, @Nullable Serial serial, String... recipes) {
        bindings.saw(status(slot, state, serial, recipes));
    }

    private PortStatus status(int slot, PortState state, @Nullable Serial serial, String... recipes) {
        return new PortStatus(
                PortPath.virtual(slot),
                new Slot("0" + slot),
                new Epoch(1),
                state,
                now,
                null,
                List.of(recipes),
                serial,
                null);
    }

    static Recipe recipe(String name, String pattern) {
        return new Recipe(
                name,
                1,
                "",
                new Recipe.Serves(BootMode.FEL, Set.of(), ""),
                new Recipe.SerialRule(pattern, Recipe.CheckDigit.NONE, ""),
                Map.of(),
                new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Set.of(), Set.of(), false),
                Recipe.Verify.NONE,
                IdentityRule.TOLD,
                Recipe.Secrets.NONE,
                Map.of(),
                List.of(),
                Path.of(name + ".yaml"),
                new Digest("0".repeat(64)));
    }
}
