package dev.gangway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.message.DeskStatus;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanRead;
import dev.gangway.model.DeskId;
import dev.gangway.model.Epoch;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Question;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.recipe.RecipeBook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which question a scanned answer is for. */
class ScannedAnswerTest {
    private static final DeskId DESK = new DeskId("scanner-a");
    private static final List<String> YES_OR_NO = List.of("YES", "NO");

    private final Dispatcher dispatcher = new Dispatcher(
            new DispatchSettings(
                    Set.of(), new DispatchSettings.Prefixes("SLOT-", "CMD-", "OP-"), Duration.ofMinutes(30)),
            new RecipeBook(List.of(BindingsTest.recipe("chip", "CP-.*"))));
    private final Instant now = Instant.parse("2026-11-29T10:00:00Z");
    private Desk desk = Desk.blank(DESK);

    @Test
    void theOnlySlotThatAsksIsMeant() {
        PortStatus asks = asks("07", YES_OR_NO);
        works("08");
        scan("OP-anna");

        assertThat(given("CMD-ANSWER-YES").port().slot()).isEqualTo(new Slot("07"));
        assertThat(given("CMD-ANSWER-no").command())
                .isEqualTo(new PortCommand.Answer(asks.asked().orElseThrow(), "NO", "anna", DESK));
        assertThat(given("GANGWAY:ANSWER:YES").port().slot()).isEqualTo(new Slot("07"));
        assertThat(given("GANGWAY:ANSWER:07-YES").port().slot()).isEqualTo(new Slot("07"));
    }

    @Test
    void ofTwoTheOneThatIsNamedOrWasChosenBefore() {
        asks("07", YES_OR_NO);
        asks("bench-8", YES_OR_NO);

        assertThat(refused("CMD-ANSWER-YES").message())
                .isEqualTo("Slots 07, bench-8 ask: scan the slot's label first, or CMD-ANSWER-07-YES or"
                        + " CMD-ANSWER-bench-8-YES.");
        assertThat(given("CMD-ANSWER-bench-8-YES").port().slot()).isEqualTo(new Slot("bench-8"));
        scan("SLOT-bench-8");
        assertThat(given("CMD-ANSWER-NO").port().slot()).isEqualTo(new Slot("bench-8"));
        assertThat(desk.choice()).as("it was chosen for this answer").isNull();
        assertThat(refused("CMD-ANSWER-NO").reason()).isEqualTo("not-asked");
    }

    @Test
    void nobodyAnswersForASlotThatDoesNotAsk() {
        assertThat(refused("CMD-ANSWER-YES").message()).contains("No slot asks anything now");
        asks("07", YES_OR_NO);
        works("08");

        assertThat(refused("CMD-ANSWER-08-YES").message())
                .isEqualTo("Slot 08 asks nothing; slot 07 does: scan CMD-ANSWER-07-YES.");
        scan("SLOT-08");
        assertThat(refused("CMD-ANSWER-YES").message()).contains("Slot 08 asks nothing");
        assertThat(desk.choice()).as("a refused answer uses up nothing").isNotNull();
    }

    @Test
    void whatIsNoAnswerIsRefusedWithThoseThatAre() {
        asks("07", List.of("RED", "BLUE"));

        assertThat(refused("CMD-ANSWER-YES").message()).isEqualTo("Slot 07 takes CMD-ANSWER-RED or CMD-ANSWER-BLUE.");
        assertThat(refused("CMD-ANSWER").message()).contains("CMD-ANSWER-RED");
        assertThat(given("CMD-ANSWER-blue").command())
                .isInstanceOfSatisfying(PortCommand.Answer.class, answer -> assertThat(answer.answer())
                        .isEqualTo("BLUE"));
    }

    private PortStatus asks(String label, List<String> answers) {
        return saw(
                label,
                new PortState.Running(1, 3, "light", 4, 5, null, new Question("Which light is on?", answers, now)));
    }

    private void works(String label) {
        saw(label, new PortState.Running(1, 3, "write", 2, 5, null));
    }

    private PortStatus saw(String label, PortState state) {
        PortStatus status = new PortStatus(
                new PortPath("tcp:10.0.0.1:" + (5000 + label.hashCode() % 1000)),
                new Slot(label),
                new Epoch(1),
                state,
                now,
                null,
                List.of("chip"),
                new Serial("CP-" + label),
                JobId.random());
        dispatcher.bindings().saw(status);
        return status;
    }

    private Act scan(String text) {
        Dispatcher.Turn turn = dispatcher.on(new ScanRead(DESK.name(), text, DeskStatus.NOBODY), desk, now);
        desk = turn.desk();
        return turn.act();
    }

    private Act.Command given(String text) {
        return (Act.Command) scan(text);
    }

    private ScanOutcome.Refused refused(String text) {
        return (ScanOutcome.Refused) ((Act.Answer) scan(text)).outcome();
    }
}
