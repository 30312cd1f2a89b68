package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanRead;
import dev.gangway.message.ScanTold;
import dev.gangway.model.DeskId;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.Serial;
import dev.gangway.web.browser.BrowserPage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What became of scans is drawn at once, all of it is seen, and a refusal stays until the next scan of its desk. */
@Tag("lab")
class AnswersPageTest {
    private static final Path SHOTS = Path.of("target", "screens");
    private static final DeskId SCANNER = new DeskId("serial:/dev/ttyACM0");
    private static final String OUTCOME = "document.getElementById('outcome').textContent";
    private static final String REFUSALS =
            "[...document.querySelectorAll('.refusals p b')].map(b => b.textContent.trim()).join(' ')";
    private static final String FIRST = "document.querySelector('#outcome b')?.textContent.trim() ?? ''";
    private static final String BELOW =
            "[...document.querySelectorAll('.refusals .good')].map(p => p.textContent.trim()).join(' ')";
    private static final int TIMES = 20;

    /** From a key to the frame that shows what follows; "asked" says what is waited for. */
    private static final String WATCH = "window.drawn = []; window.asked = null; let pressed = 0;"
            + " document.addEventListener('keydown', e => { pressed = e.timeStamp; }, true);"
            + " new MutationObserver(() => { if (window.asked && window.asked()) { window.asked = null; const from = pressed;"
            + " requestAnimationFrame(() => { const after = new MessageChannel(); after.port1.onmessage = () =>"
            + " window.drawn.push(performance.now() - from); after.port2.postMessage(0); }); } })"
            + ".observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true}); 0";

    @RegisterExtension
    static final LinePages PAGES = new LinePages();

    private FakeLine line;
    private BrowserPage page;

    @BeforeEach
    void openLine() throws Exception {
        line = PAGES.line(2, 4);
        line.serve();
        page = PAGES.page();
        page.open(line.url() + "/");
        PAGES.awaitText("document.activeElement.id", "scan");
        PAGES.awaitText("document.querySelectorAll('gw-tile').length", "8");
    }

    private void scan(String text) {
        page.type(text);
        page.press("Enter");
    }

    /** The page's clock stands still: what is drawn is drawn because something happened, and not with the next tick. */
    private void stopTheClock() {
        page.evaluate("for (let timer = 1; timer < 1000; timer++) { clearInterval(timer); }");
    }

    private void told(String shown, boolean refused, boolean late) {
        ScanOutcome outcome = refused
                ? new ScanOutcome.Refused(shown, Instant.now(), "format", "This is no serial of this line.")
                : new ScanOutcome.Started(
                        shown, Instant.now(), new Serial(shown), PortPath.virtual(4), FakeLine.slot(4), JobId.random());
        line.bus.publish(Addresses.SCAN_OUTCOMES, new ScanTold(SCANNER, outcome, late));
    }

    private void figure(String what) {
        await().until(() -> page.text("window.drawn.length").equals(Integer.toString(TIMES)));
        List<Double> millis = Stream.of(page.text("window.drawn.join()").split(","))
                .map(Double::valueOf)
                .sorted()
                .toList();
        System.out.printf(
                Locale.ROOT,
                "%s: median %.0f ms, 95 %% within %.0f ms, worst %.0f ms%n",
                what,
                millis.get(TIMES / 2),
                millis.get(TIMES * 95 / 100 - 1),
                millis.get(TIMES - 1));
        // A machine with other work may be slow, but not half of the time.
        assertThat(millis.get(TIMES / 2)).isLessThan(500);
    }

    @Test
    void anAnswerIsDrawnAtOnceWithoutTheClock() {
        page.evaluate(WATCH);
        stopTheClock();
        for (int i = 0; i < TIMES; i++) {
            String serial = "CP-%05d".formatted(i);
            page.evaluate("window.asked = () => " + OUTCOME + ".includes('" + serial + " runs on slot 02')");
            scan(serial);
            PAGES.awaitPart(OUTCOME, serial + " runs on slot 02");
        }
        figure("Enter of a scan to its answer on the screen");
    }

    @Test
    void anArrowKeyIsDrawnAtOnceWithoutTheClock() {
        page.evaluate(WATCH);
        stopTheClock();
        for (int i = 0; i < TIMES; i++) {
            String slot = i % 2 == 0 ? "slot-01" : "slot-02";
            page.evaluate("window.asked = () => document.querySelector('gw-tile.cursor')?.id === '" + slot + "'");
            page.press(i == 0 || i % 2 == 1 ? "ArrowRight" : "ArrowLeft");
            PAGES.awaitText("document.querySelector('gw-tile.cursor')?.id", slot);
        }
        figure("Arrow key to the marked slot on the screen");
    }

    @Test
    void ofABurstEveryRefusalIsSeenAndEachSlotLightsUp() throws IOException {
        for (String text : List.of("BAD-1", "CP-00141", "BAD-2", "CP-00142")) {
            scan(text);
        }

        PAGES.awaitPart(OUTCOME, "CP-00142 runs on slot 02");
        assertThat(page.text(REFUSALS)).isEqualTo("BAD-1: BAD-2:");
        assertThat(page.text("document.querySelector('#slot-02').classList.contains('lit')"))
                .isEqualTo("true");
        page.screenshot(SHOTS.resolve("burst.png"));
        PAGES.awaitText(REFUSALS, "");
        PAGES.awaitPart(OUTCOME, "CP-00142 runs on slot 02");
        assertThat(line.scans).extracting(ScanRead::text).containsExactly("BAD-1", "CP-00141", "BAD-2", "CP-00142");
    }

    @Test
    void aRefusalStaysWhateverHappensAtOtherDesks() throws IOException {
        scan("BAD-1");
        PAGES.awaitPart(OUTCOME, "BAD-1");
        told("CP-00150", false, false);
        PAGES.awaitText(BELOW, "CP-00150 runs on slot 04");
        assertThat(page.text(FIRST)).isEqualTo("BAD-1:");
        told("HELLO", true, false);
        PAGES.awaitText(FIRST, "HELLO:");
        assertThat(page.text("document.querySelector('#outcome small').textContent"))
                .isEqualTo(SCANNER.name());
        told("CP-00151", false, true);
        PAGES.awaitPart(BELOW, "CP-00151 runs on slot 04");
        assertThat(page.text(FIRST)).as("a serial that waited is no scan").isEqualTo("HELLO:");
        assertThat(page.text(REFUSALS)).isEqualTo("BAD-1:");
        page.screenshot(SHOTS.resolve("refusals.png"));

        told("CP-00152", false, false);
        PAGES.awaitText(FIRST, "BAD-1:");
        PAGES.awaitText(REFUSALS, "");
        scan("CP-00153");
        PAGES.awaitPart(OUTCOME, "CP-00153 runs on slot 02");
        PAGES.awaitText(REFUSALS, "");
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void aPageThatIsOpenedLaterShowsWhatStandsAtTheScanners() {
        told("HELLO", true, false);
        PAGES.awaitText(FIRST, "HELLO:");

        page.open(line.url() + "/?again");

        PAGES.awaitText(FIRST, "HELLO:");
    }

    /** Which answers stand, told without a clock. */
    @Test
    void theRuleOfWhatStands() {
        page.evaluate(
                "(async () => { const {Answers} = await import('/js/answers.js'); const a = new Answers(); const no ="
                        + " (shown, at, more) => ({outcome: 'refused', shown, at, ...more}); const said = []; const look = (now, asking)"
                        + " => said.push(a.view(now, asking).refused.map(s => s.shown).join('+'));"
                        + " a.begin(''); a.add(no('A', 1), 0); look(60000); a.begin(''); look(60000, true); a.add(no('B', 2), 60000);"
                        + " look(60000); a.begin(''); a.add(no('C', 3), 60500); look(60500); look(66100); a.add(no('C', 3), 99999);"
                        + " look(99999, true); a.add(no('S', 4, {desk: 's'}), 100000); look(170000); window.stood = said.join(); })()");
        PAGES.awaitText("window.stood", ",,,B,,C,C");
    }
}
