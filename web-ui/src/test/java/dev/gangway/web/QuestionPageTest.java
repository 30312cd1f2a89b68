package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortStatus;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Prompt;
import dev.gangway.model.Question;
import dev.gangway.model.Slot;
import dev.gangway.web.browser.BrowserPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a job asks stands in its tile and its panel, and is answered there with and without a mouse. */
@Tag("lab")
class QuestionPageTest {
    private static final JobId JOB = new JobId("ab".repeat(16));
    private final PortState asks = new PortState.Running(
            1,
            3,
            "light",
            4,
            5,
            null,
            new Question(
                    "Is the blue light on?", List.of("YES", "NO"), Instant.now().plusSeconds(300)));
    private static final Path SHOTS = Path.of("target", "screens");

    @RegisterExtension
    static final LinePages PAGES = new LinePages();

    @SuppressWarnings("NullAway.Init")
    private FakeLine line;

    @SuppressWarnings("NullAway.Init")
    private BrowserPage page;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(SHOTS);
        line = PAGES.line(4, 6);
        line.serve();
        line.showEveryState(24);
        tell(asks);
        page = PAGES.page();
        page.open(line.url());
        PAGES.awaitText("document.activeElement.id", "scan");
        PAGES.awaitText("document.querySelector('#slot-01 .word')?.textContent", "Is the blue light on?");
    }

    private void tell(PortState state) {
        PortStatus status = FakeLine.status(1, state, "CP-00141");
        line.bus.publish(
                Addresses.PORT_STATUS,
                new PortStatus(
                        status.port(),
                        status.slot(),
                        status.epoch(),
                        state,
                        status.since(),
                        status.board(),
                        status.recipes(),
                        status.serial(),
                        JOB));
    }

    private void awaitAnswer(String answer) {
        await().untilAsserted(() -> assertThat(line.commands)
                .filteredOn(PortCommand.Answer.class::isInstance)
                .extracting(PortCommand.Answer.class::cast)
                .singleElement()
                .satisfies(given -> {
                    assertThat(given.asked()).isEqualTo(new PortCommand.Answer.Asked(JOB, 1, 4));
                    assertThat(given.answer()).isEqualTo(answer);
                    assertThat(given.desk().isPage()).isTrue();
                }));
    }

    @Test
    void aTileThatAsksIsLoudAndItsButtonAnswers() throws Exception {
        assertThat(page.text("document.querySelector('#slot-01').dataset.tone")).isEqualTo("act");
        assertThat(page.text("String(document.querySelector('#slot-01').hasAttribute('data-loud'))"))
                .isEqualTo("true");
        assertThat(page.text("[...document.querySelectorAll('#slot-01 button')].map(b => b.textContent).join()"))
                .isEqualTo("YES,NO");
        assertThat(Double.parseDouble(
                        page.text("String(document.querySelector('#slot-01 button').getBoundingClientRect().height)")))
                .as("a finger hits it")
                .isGreaterThan(20);
        page.screenshot(SHOTS.resolve("question-tile.png"));
        page.evaluate("document.querySelector('#slot-01 [data-answer=NO]').click()");

        awaitAnswer("NO");
        PAGES.awaitPart("document.querySelector('#outcome').textContent", "Slot 01: NO.");
        assertThat(page.text("document.querySelector('gw-slot-panel dialog[open]') === null"))
                .as("the button opens no panel")
                .isEqualTo("true");
        PAGES.awaitText("document.activeElement.id", "scan");
    }

    @Test
    void theKeyboardAnswersInThePanel() throws Exception {
        page.press("ArrowRight");
        page.press("Enter");
        PAGES.awaitText(
                "document.querySelector('gw-slot-panel dialog[open] .question p')?.textContent",
                "Is the blue light on?");
        page.screenshot(SHOTS.resolve("question-panel.png"));
        assertThat(page.text("document.activeElement.className"))
                .as("a second Enter answers nothing")
                .isEqualTo("close");
        page.press("ArrowRight");
        PAGES.awaitText("document.activeElement.dataset.answer", "YES");
        page.press("ArrowRight");
        PAGES.awaitText("document.activeElement.dataset.answer", "NO");
        page.press("ArrowLeft");
        page.press("Enter");

        awaitAnswer("YES");
        PAGES.awaitText("document.querySelector('gw-slot-panel dialog[open]') === null", "true");
    }

    @Test
    void aScannedAnswerGoesToTheDispatcher() {
        page.type("CMD-ANSWER-YES");
        page.press("Enter");

        await().untilAsserted(() -> assertThat(line.scans).hasSize(1));
        assertThat(line.scans.get(0).text()).isEqualTo("CMD-ANSWER-YES");
    }

    @Test
    void withItsAnswerTheTileIsQuietAgain() {
        tell(new PortState.Running(1, 3, "light", 4, 5, null));

        PAGES.awaitText("document.querySelector('#slot-01 .word').textContent", "wait");
        assertThat(page.text("String(document.querySelectorAll('#slot-01 button').length)"))
                .isEqualTo("0");
    }

    /** Where nothing switches the power before a retry, the person does. */
    @Test
    void aRetryThatWaitsForAReplugSaysSo() {
        Prompt replug = Prompt.replug(new Slot("01"), Instant.now());
        tell(new PortState.Running(2, 3, "power cycle", 0, 5, replug));

        PAGES.awaitText(
                "document.querySelector('#slot-01 .word').textContent", "Unplug slot 01, then plug it in again!");
        PAGES.awaitText("document.querySelector('#slot-01').dataset.tone", "act");
    }
}
