package dev.gangway.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.UsbHub;
import dev.gangway.config.StationConfig.PortEntry;
import dev.gangway.message.BoardSighting;
import dev.gangway.message.PortMap;
import dev.gangway.message.PortMapCommand;
import dev.gangway.message.PortMapReply;
import dev.gangway.message.PortStatus;
import dev.gangway.model.BootMode;
import dev.gangway.model.DeskId;
import dev.gangway.model.Epoch;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Slot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The port map without a bus, a disk or a hub. */
class SlotDeskTest {
    private static final PortPath FIRST = new PortPath("1-2.1");
    private static final PortPath SECOND = new PortPath("1-2.2");
    private static final PortPath FIXED = new PortPath("1-2.3");
    private static final DeskId A = new DeskId("scanner-a");
    private static final DeskId B = new DeskId("scanner-b");

    private final SlotDesk desk = desk("CMD-");
    private Instant now = Instant.parse("2026-11-29T10:00:00Z");

    private static SlotDesk desk(String commandPrefix) {
        PortEntry fixed = new PortEntry(FIXED, new Slot("A3"), 0, 0, List.of());
        return new SlotDesk(new SlotSettings(
                new SlotMap(List.of(fixed)),
                Path.of("data"),
                "SLOT-",
                commandPrefix,
                port -> port.isUsb() ? Optional.empty() : Optional.of("no bus serves " + port)));
    }

    @Test
    void everyKnownPortIsSetToWorkOnceAndOneThatTurnsUpWhenItsBoardDoes() {
        assertThat(desk.begin(List.of(FIRST)))
                .extracting(port -> port.slot().port())
                .containsExactly(FIRST, FIXED);

        assertThat(desk.arrived(board(FIRST, BootMode.FEL))).isEmpty();
        assertThat(desk.arrived(board(SECOND, BootMode.NOT_A_BOARD))).isEmpty();
        assertThat(desk.arrived(board(SECOND, BootMode.FEL)))
                .containsExactly(
                        new SlotEffect.Deploy(new SlotPlan(SECOND, new Slot("03"), 1, 3), board(SECOND, BootMode.FEL)));
        assertThat(desk.arrived(board(SECOND, BootMode.FASTBOOT))).isEmpty();
    }

    @Test
    void aChangeCountsOnlyOnceItIsStored() {
        desk.begin(List.of(FIRST));
        begin(A);

        SlotAnswer.Store change = store(put(FIRST, "X"));

        assertThat(slotOf(FIRST)).isEqualTo("02");
        SlotTurn done = desk.stored(change);
        assertThat(slotOf(FIRST)).isEqualTo("X");
        assertThat(done.effects()).contains(new SlotEffect.Note("anna", "1-2.1 is slot X."));
        assertThat(reply(done)).isInstanceOf(PortMapReply.Current.class);
    }

    @Test
    void aChangeThatCannotBeStoredChangesNothing() {
        desk.begin(List.of(FIRST));
        begin(A);
        PortMap before = desk.map();
        store(put(FIRST, "X"));

        assertThat(refusal(desk.notStored("disk full"))).isEqualTo("not-stored");
        assertThat(desk.map()).isEqualTo(before);
    }

    @Test
    void aPortLearnsItsLabelAtOnceOrWhenItsJobHasEnded() {
        desk.begin(List.of(FIRST));
        desk.saw(status(FIRST, new PortState.Empty(null), "02"));
        begin(A);
        SlotTurn stored = desk.stored(store(put(FIRST, "X")));

        assertThat(stored.effects()).contains(new SlotEffect.Rename(FIRST, new Slot("X")));
        assertThat(desk.saw(status(FIRST, running(), "02"))).isEmpty();
        assertThat(desk.saw(status(FIRST, new PortState.Empty(null), "02")))
                .containsExactly(new SlotEffect.Rename(FIRST, new Slot("X")));
    }

    @Test
    void aPortWithARunningJobIsRefused() {
        desk.begin(List.of(FIRST));
        desk.saw(status(FIRST, running(), "02"));
        begin(A);

        assertThat(refusal(put(FIRST, "X"))).isEqualTo("in-use");
    }

    @Test
    void whatTheConfigurationNamesIsFixed() {
        desk.begin(List.of(FIRST));
        begin(A);

        assertThat(refusal(put(FIXED, "X"))).isEqualTo("fixed");
        assertThat(refusal(put(FIRST, "A3"))).isEqualTo("taken");
        assertThat(refusal(ask(new PortMapCommand.Remove("anna", FIXED)))).isEqualTo("fixed");
    }

    @Test
    void aPortThatNoBusServesGetsNoSlot() {
        begin(A);

        assertThat(refusal(put(PortPath.virtual(1), "X"))).isEqualTo("no-port");
    }

    @Test
    void withoutALessonEveryChangeIsRefusedAndTheRefusalNamesTheBarcodes() {
        for (PortMapCommand command : List.of(
                new PortMapCommand.End("anna"),
                new PortMapCommand.Answer("anna", "01"),
                new PortMapCommand.Put("anna", FIRST, new Slot("X"), 0, 0),
                new PortMapCommand.Remove("anna", FIRST),
                new PortMapCommand.MoveHub("anna", new HubPath("1-2"), new HubPath("1-3")))) {
            assertThat(reply(ask(command)))
                    .as("%s", command)
                    .isInstanceOfSatisfying(PortMapReply.Refused.class, refused -> assertThat(refused.message())
                            .contains("CMD-LEARN or GANGWAY:LEARN"));
        }
        assertThat(reply(desk("").on(new PortMapCommand.End("anna"), now)))
                .isInstanceOfSatisfying(PortMapReply.Refused.class, refused -> assertThat(refused.message())
                        .endsWith("scan GANGWAY:LEARN."));
    }

    @Test
    void aLessonAsksForPortAfterPort() {
        desk.begin(List.of());
        begin(A);
        desk.arrived(board(FIRST, BootMode.FEL));
        desk.arrived(board(SECOND, BootMode.FEL));
        assertThat(lesson().asking()).isEqualTo(FIRST);
        assertThat(lesson().waiting()).isEqualTo(1);

        desk.stored(store(ask(new PortMapCommand.Answer("anna", "SLOT-A7"))));

        assertThat(slotOf(FIRST)).isEqualTo("A7");
        assertThat(lesson().asking()).isEqualTo(SECOND);
        assertThat(refusal(ask(new PortMapCommand.Answer("anna", "<b>")))).isEqualTo("not-a-slot");
        assertThat(lesson().asking()).isEqualTo(SECOND);
    }

    @Test
    void aLessonGoesOnAtAnotherDeskWithWhatItAsksFor() {
        desk.begin(List.of());
        begin(A);
        desk.arrived(board(FIRST, BootMode.FEL));
        SlotTurn moved = begin(B);

        assertThat(lesson().desk()).isEqualTo(B);
        assertThat(lesson().asking()).isEqualTo(FIRST);
        assertThat(moved.effects()).containsExactly(new SlotEffect.Tell(desk.map()));
    }

    @Test
    void aForgottenLessonEndsAndOneThatGoesOnDoesNot() {
        begin(A);
        now = now.plus(Duration.ofMinutes(9));
        refusal(ask(new PortMapCommand.Answer("anna", "01")));
        now = now.plus(Duration.ofMinutes(9));
        assertThat(desk.passed(now)).isEmpty();
        now = now.plus(Duration.ofMinutes(1));

        assertThat(desk.passed(now)).contains(new SlotEffect.Note("-", "the lesson ends"));
        assertThat(desk.map().lesson()).isNull();
        assertThat(desk.passed(now)).isEmpty();
    }

    @Test
    void aHubThatIsElsewhereIsToldOnceAndItsSlotsMoveWhenAPersonSaysSo() {
        UsbHub.Shape shape = new UsbHub.Shape("05e3:0610", 4, null);
        UsbHub root = new UsbHub(new HubPath("usb1"), new UsbHub.Shape("1d6b:0002", 16, null), false);
        desk.begin(List.of());
        desk.saw(List.of(root, new UsbHub(new HubPath("1-2"), shape, false)));
        begin(A);
        desk.arrived(board(FIRST, BootMode.FEL));
        desk.stored(store(ask(new PortMapCommand.Answer("anna", "01"))));

        List<SlotEffect> seen = desk.saw(List.of(root, new UsbHub(new HubPath("1-4"), shape, false)));

        assertThat(seen).anyMatch(SlotEffect.Warn.class::isInstance).anyMatch(SlotEffect.Tell.class::isInstance);
        assertThat(desk.saw(List.of(root, new UsbHub(new HubPath("1-4"), shape, false))))
                .isEmpty();
        desk.stored(store(ask(new PortMapCommand.MoveHub("anna", new HubPath("1-2"), new HubPath("1-4")))));
        assertThat(slotOf(new PortPath("1-4.1"))).isEqualTo("01");
        assertThat(desk.map().ports()).extracting(PortMap.Entry::port).doesNotContain(FIRST);
    }

    private SlotTurn begin(DeskId where) {
        return ask(new PortMapCommand.Begin("anna", where));
    }

    private SlotTurn put(PortPath port, String slot) {
        return ask(new PortMapCommand.Put("anna", port, new Slot(slot), 0, 0));
    }

    private SlotTurn ask(PortMapCommand command) {
        return desk.on(command, now);
    }

    private static SlotAnswer.Store store(SlotTurn turn) {
        assertThat(turn.answer()).isInstanceOf(SlotAnswer.Store.class);
        return (SlotAnswer.Store) turn.answer();
    }

    private static PortMapReply reply(SlotTurn turn) {
        return ((SlotAnswer.Reply) turn.answer()).reply();
    }

    private static String refusal(SlotTurn turn) {
        return ((PortMapReply.Refused) reply(turn)).reason();
    }

    private PortMap.Lesson lesson() {
        return Objects.requireNonNull(desk.map().lesson());
    }

    private @Nullable String slotOf(PortPath port) {
        return desk.map().ports().stream()
                .filter(entry -> entry.port().equals(port))
                .map(entry -> entry.slot().label())
                .findFirst()
                .orElse(null);
    }

    private static BoardSighting board(PortPath port, BootMode mode) {
        return new BoardSighting(port, new Epoch(1), 1, mode, 0x1f3a, 0xefe8, null);
    }

    private static PortState running() {
        return new PortState.Running(1, 3, "write", 1, 4, null);
    }

    private PortStatus status(PortPath port, PortState state, String slot) {
        return new PortStatus(port, new Slot(slot), new Epoch(1), state, now, null, List.of(), null, null);
    }
}
