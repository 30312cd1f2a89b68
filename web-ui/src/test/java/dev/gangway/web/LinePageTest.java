package dev.gangway.web;

import static dev.gangway.web.FakeLine.R8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.message.DeskStatus;
import dev.gangway.message.PortCommand;
import dev.gangway.model.DeskId;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortState;
import dev.gangway.model.Prompt;
import dev.gangway.web.browser.BrowserPage;
import dev.gangway.web.live.LineIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("lab")
class LinePageTest {
    private static final Path SHOTS = Path.of("target", "screens");

    @RegisterExtension
    static final LinePages PAGES = new LinePages();

    private FakeLine line;
    private BrowserPage page;

    @BeforeEach
    void openLine() throws Exception {
        line = PAGES.line(4, 6);
        line.serve();
        page = PAGES.page();
        open("");
    }

    private void open(String query) {
        page.open(line.url() + "/" + query);
        PAGES.awaitText("document.querySelectorAll('gw-tile').length", "24");
        PAGES.awaitText("document.activeElement.id", "scan");
    }

    private static String word(String slot) {
        return "document.querySelector('#slot-" + slot + " .word')?.textContent";
    }

    private void awaitOutcome(String part) {
        PAGES.awaitPart("document.getElementById('outcome').textContent", part);
    }

    @Test
    void everyStateTellsThePersonWhatToDo() throws Exception {
        line.showEveryState(24);
        PAGES.awaitText(word("01"), "plug in");
        PAGES.awaitText(word("02"), "SCAN ME");
        PAGES.awaitText(word("03"), "wait");
        PAGES.awaitText(word("05"), "UNPLUG");
        PAGES.awaitText(word("06"), "SET ASIDE");
        PAGES.awaitText(word("07"), "Keep the FEL button pressed");
        PAGES.awaitText(word("08"), "CALL ENGINEER");
        PAGES.awaitText(word("09"), "out of use");
        PAGES.awaitText(word("11"), "PLUG IN");
        PAGES.awaitText(word("12"), "REPLUG");
        PAGES.awaitText(word("15"), "CALL ENGINEER");
        PAGES.awaitText("document.querySelector('#slot-16 .aside').textContent", "try 2 of 3");
        PAGES.awaitText("document.querySelector('#slot-04 .aside').textContent", "try 2 of 3");
        await().untilAsserted(() -> assertThat(page.text(word("04"))).matches("in [0-4] s"));
        PAGES.awaitText(
                "document.querySelector('#slot-03 .detail').innerText.replaceAll('\u00a0', ' ')",
                "write rootfs · 12 MB/s");
        PAGES.awaitText(
                "document.querySelector('.figures').innerText.replace(/\\s+/g,' ').trim()",
                "41 passed 2 failed 97.6 % first pass 38 s each");
        for (int[] size : new int[][] {{1280, 720}, {1920, 1080}}) {
            page.size(size[0], size[1]);
            page.prefer(false, true);
            page.screenshot(SHOTS.resolve("line-light-" + size[1] + ".png"));
            assertThat(tilesThatOverflow()).isEmpty();
            assertThat(Double.parseDouble(page.text(
                            "Math.min(...[...document.querySelectorAll('gw-tile:not([data-prompt]) .word')].map("
                                    + "w => parseFloat(getComputedStyle(w).fontSize))) / innerHeight")))
                    .isGreaterThanOrEqualTo(0.04);
            page.prefer(true, true);
            page.screenshot(SHOTS.resolve("line-dark-" + size[1] + ".png"));
        }
        assertThat(page.complaints()).isEmpty();
        assertThat(page.requests()).allMatch(url -> url.startsWith(line.url()) || url.startsWith("about:"));
    }

    private String tilesThatOverflow() {
        return page.text("[...document.querySelectorAll('gw-tile .word')].filter(w => w.scrollWidth > w.clientWidth + 1"
                + " || w.scrollHeight > w.clientHeight + 1).map(w => w.textContent + ' ' + w.scrollWidth + '/' +"
                + " w.clientWidth + ' ' + w.scrollHeight + '/' + w.clientHeight).join('; ')");
    }

    @Test
    void aScannersKeysStartTheScanAndTheSlotLightsUp() {
        page.type("CP-00150");
        page.press("Enter");
        awaitOutcome("CP-00150 runs on slot 02");
        PAGES.awaitText("document.querySelector('#slot-02').classList.contains('lit')", "true");
        assertThat(line.scans).hasSize(1);
        assertThat(line.scans.get(0).text()).isEqualTo("CP-00150");
        PAGES.awaitText("document.getElementById('scan').value", "");
        PAGES.awaitText("document.activeElement.id", "scan");
    }

    @Test
    void aScannerWithTabOrWithoutAnyTerminatorIsUnderstood() {
        page.type("CP-00151");
        page.press("Tab");
        awaitOutcome("CP-00151");
        page.type("CP-00152");
        awaitOutcome("CP-00152");
        assertThat(line.scans).extracting(scan -> scan.text()).containsExactly("CP-00151", "CP-00152");
    }

    @Test
    void aRefusedScanStaysUntilTheNextOne() throws IOException {
        line.showEveryState(24);
        page.type("BAD-1");
        page.press("Enter");
        awaitOutcome("BAD-1: This serial has passed already: check the label.");
        line.show(3, new PortState.Passed(7, 12.0), "CP-00143");
        PAGES.awaitText(word("03"), "UNPLUG");
        awaitOutcome("This serial has passed already");
        page.screenshot(SHOTS.resolve("line-refused.png"));
        page.type("CP-00153");
        page.press("Enter");
        awaitOutcome("CP-00153 runs on slot 02");
    }

    @Test
    void groupSeparatorsArriveRawHoweverTheScannerSendsThem() {
        page.type("A1");
        page.press("]", "BracketRight", 2);
        page.type("B2");
        page.key("keyDown", "Alt", "AltLeft", 1);
        for (String digit : List.of("0", "2", "9")) {
            page.press(digit, "Numpad" + digit, 1);
        }
        page.key("keyUp", "Alt", "AltLeft", 0);
        page.type("C3\uf70bD4");
        page.press("Enter");
        await().untilAsserted(() -> assertThat(line.scans).hasSize(1));
        assertThat(line.scans.get(0).text()).isEqualTo("A1\u001dB2\u001dC3\u001dD4");
    }

    @Test
    void aBurstOfScansIsSentInOrderAndNoneIsLost() {
        List<String> expected =
                IntStream.range(0, 30).mapToObj("SN-%04d"::formatted).toList();
        for (String serial : expected) {
            page.type(serial);
            page.press("Enter");
        }
        await().untilAsserted(() ->
                assertThat(line.scans).extracting(scan -> scan.text()).containsExactlyElementsOf(expected));
    }

    @Test
    void whatAPersonTypesSlowlyIsSentOnlyWithEnter() {
        page.evaluate("(async () => { const {Pace} = await import('/js/wedge.js'); const slow = new Pace();"
                + " [0, 120, 260, 400, 520].forEach(t => slow.key(t)); const fast = new Pace();"
                + " [0, 8, 15, 24, 31].forEach(t => fast.key(t)); window.idle = slow.idle() + ',' + fast.idle(); })()");
        assertThat(page.text("window.idle")).isEqualTo("0,350");
    }

    /** No wait between the key and the look: a change that is drawn with the next tick of a timer is late. */
    @Test
    void anArrowKeyIsDrawnAtOnce() {
        line.showEveryState(24);
        PAGES.awaitText(word("01"), "plug in");
        for (String slot : List.of("slot-01", "slot-02", "slot-03")) {
            page.press("ArrowRight");
            assertThat(page.text("document.querySelector('gw-tile.cursor')?.id"))
                    .isEqualTo(slot);
        }
    }

    @Test
    void everythingWorksWithTheKeyboardAlone() throws IOException {
        line.showEveryState(24);
        PAGES.awaitText(word("01"), "plug in");
        page.press("ArrowRight");
        PAGES.awaitText("document.querySelector('gw-tile.cursor')?.id", "slot-01");
        page.press("ArrowDown");
        PAGES.awaitText("document.querySelector('gw-tile.cursor')?.id", "slot-07");
        page.press("ArrowUp");
        page.press("Enter");
        PAGES.awaitText(
                "document.querySelector('gw-slot-panel dialog[open] h2')?.textContent.replace(/\\s+/g, ' ').trim()",
                "Slot 01 empty");
        page.screenshot(SHOTS.resolve("panel.png"));
        page.press("ArrowRight");
        page.press("Enter");
        PAGES.awaitText("document.activeElement.className", "no");
        page.press("ArrowRight");
        page.press("Enter");
        await().untilAsserted(() -> assertThat(line.commands).contains(new PortCommand.Quarantine("-", "bad contact")));
        PAGES.awaitText("document.activeElement.id", "scan");
        page.press("?");
        PAGES.awaitText("document.querySelector('dialog.help').open", "true");
        page.screenshot(SHOTS.resolve("help.png"));
        page.press("Escape");
        PAGES.awaitText("document.activeElement.id", "scan");
    }

    @Test
    void theHelpShowsTheBarcodesOfThisLineAndNoneOfAKindThatItHasNot() throws Exception {
        String scans = "[...document.querySelectorAll('dialog.help dt')].map(t => t.textContent)"
                + ".filter(t => t.startsWith('scan ')).join()";
        PAGES.awaitPart(scans, "scan SLOT-07,scan CMD-ABORT-07");
        FakeLine other = PAGES.line(1, 2);
        other.barcodes = new LineIdentity.Barcodes("PLATZ:", "DO.", "");
        other.serve();
        page.open(other.url() + "/");

        PAGES.awaitPart(scans, "scan PLATZ:07");
        assertThat(page.text(scans))
                .contains("scan DO.CANCEL-SERIAL", "scan DO.LEARN")
                .doesNotContain("SLOT-", "CMD-", "NAME");
    }

    @Test
    void onlyTheSlotThatTakesTheNextScanSaysScanMe() {
        for (int slot : new int[] {5, 3, 8}) {
            line.show(slot, new PortState.AwaitingScan(R8), null);
        }
        String asking = "[...document.querySelectorAll('gw-tile')].filter(t => t.querySelector('.word').textContent =="
                + " 'SCAN ME').map(t => t.id).join()";
        PAGES.awaitText(word("08"), "next in turn");
        PAGES.awaitText(asking, "slot-03");
        assertThat(page.text("document.querySelectorAll('gw-tile[data-loud][data-state=awaiting-scan]').length"))
                .isEqualTo("1");

        DeskId desk = DeskId.page("." + page.text("sessionStorage.getItem('gangway-desk')"));
        line.show(new DeskStatus(desk, null, null, new DeskStatus.Choice(FakeLine.slot(8), FakeLine.later())));
        PAGES.awaitText(asking, "slot-08");
        PAGES.awaitText(word("03"), "next in turn");
        assertThat(page.text("document.querySelector('#slot-08 .aside').textContent"))
                .isEqualTo("chosen");
        assertThat(page.text("document.querySelector('#slot-08').className")).contains("chosen");

        line.show(DeskStatus.blank(desk));
        PAGES.awaitText(asking, "slot-03");
        line.show(3, new PortState.Empty(null), null);
        PAGES.awaitText(asking, "slot-05");
    }

    /** A sentence is loud while a person has to act; step, rate and tries are told whether it is or not. */
    @Test
    void aPromptIsALineUntilItHasToBeFollowed() throws IOException {
        Prompt holds = new Prompt("Keep the FEL button pressed", null);
        Prompt late = new Prompt("Keep the FEL button pressed", Instant.now().plusSeconds(3));
        line.show(3, new PortState.Running(2, 3, "write rootfs", 7, 12, holds), "CP-00143");
        line.show(4, new PortState.Running(2, 3, "write rootfs", 7, 12, late), "CP-00144");
        line.show(5, new PortState.Running(2, 3, "write rootfs", 7, 12, FakeLine.urgent("Let go now!")), "CP-00145");
        for (int slot = 3; slot <= 5; slot++) {
            line.move(slot, "write rootfs", 37, 100);
        }
        String loud = "[...document.querySelectorAll('gw-tile[data-loud][data-prompt]')].map(t => t.id).join()";
        PAGES.awaitText(loud, "slot-05");
        PAGES.awaitText(word("03"), "Keep the FEL button pressed");
        PAGES.awaitText(word("05"), "Let go now!");
        page.screenshot(SHOTS.resolve("prompts-light.png"));
        PAGES.awaitText(loud, "slot-04,slot-05");
        for (String slot : List.of("03", "04", "05")) {
            PAGES.awaitText("document.querySelector('#slot-" + slot + " .aside').textContent", "try 2 of 3");
            PAGES.awaitText(
                    "document.querySelector('#slot-" + slot + " .detail').textContent.replaceAll('\u00a0', ' ')",
                    "write rootfs · 12 MB/s");
        }
        page.prefer(true, true);
        page.screenshot(SHOTS.resolve("prompts-dark.png"));
    }

    @Test
    void theBarOfAJobGoesOnOverItsStepsAndTries() {
        String bar = "String(document.querySelector('#slot-03 progress')?.value)";
        line.show(3, new PortState.Running(1, 3, "write rootfs", 7, 12, null), "CP-00143");
        line.move(3, "write rootfs", 50, 100);
        PAGES.awaitText(bar, "0.541");
        PAGES.awaitText("document.querySelector('#slot-03 .aside').textContent", "54 %");
        Failure failure = new Failure(FailureKind.CABLE_LOST, "no answer");
        line.show(3, new PortState.Retrying(2, 3, failure, Instant.now().plusSeconds(60)), "CP-00143");
        PAGES.awaitPart(word("03"), "in ");
        assertThat(page.text(bar)).isEqualTo("0.541");
        line.show(3, new PortState.Running(2, 3, "wait for FEL", 1, 12, null), "CP-00143");
        PAGES.awaitText(word("03"), "wait");
        assertThat(page.text(bar)).isEqualTo("0.541");
        line.show(3, new PortState.Passed(7, 38.2), "CP-00143");
        PAGES.awaitText(word("03"), "UNPLUG");
        assertThat(page.text(bar)).isEqualTo("undefined");
    }

    @Test
    void aScanIntoAnOpenPanelIsNotLost() {
        page.press("ArrowRight");
        page.press("Enter");
        PAGES.awaitText("document.querySelector('gw-slot-panel dialog[open]') !== null", "true");
        page.type("CP-00160");
        page.press("Enter");
        awaitOutcome("CP-00160 runs on slot 02");
        assertThat(line.scans.get(0).text()).isEqualTo("CP-00160");
        PAGES.awaitText("document.querySelector('gw-slot-panel dialog[open]') === null", "true");
    }

    @Test
    void aHugeBarcodeIsRefusedWithAReason() {
        page.evaluate("document.getElementById('scan').value = '7'.repeat(2 * 1024 * 1024)");
        page.press("Enter");
        awaitOutcome("That is longer than any barcode");
        assertThat(line.scans).isEmpty();
        page.type("CP-00161");
        page.press("Enter");
        awaitOutcome("CP-00161 runs on slot 02");
    }

    @Test
    void aStoppedStationTurnsTheBoardGreyAndItComesBackByItself() throws Exception {
        line.showEveryState(24);
        PAGES.awaitText(word("05"), "UNPLUG");
        int port = line.servedPort();
        line.stopServing();
        PAGES.awaitText("document.querySelector('main').className", "grey");
        assertThat(page.text("document.querySelector('.lost').textContent")).contains("No connection to the station");
        page.screenshot(SHOTS.resolve("lost.png"));
        line.serve(WebSettings.loopback(port, line.identity(), line.places), FakeLine.NO_PICTURES);
        line.show(5, new PortState.Empty(null), null);
        PAGES.awaitText("document.querySelector('main').className", "");
        line.show(5, new PortState.Empty(null), null);
        PAGES.awaitText(word("05"), "plug in");
    }

    @Test
    void tilesKeepTheirPlaceAndSizeInEveryState() {
        String boxes = "JSON.stringify([...document.querySelectorAll('gw-tile')].map(t => { const b ="
                + " t.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; }))";
        String before = page.text(boxes);
        line.showEveryState(24);
        PAGES.awaitText(word("08"), "CALL ENGINEER");
        assertThat(page.text(boxes)).isEqualTo(before);
        assertThat(page.text("document.documentElement.scrollHeight <= innerHeight"))
                .isEqualTo("true");
    }

    @Test
    void theLookFollowsTheSystemAndTheAddress() {
        String ground = "getComputedStyle(document.body).backgroundColor";
        PAGES.awaitText(ground, "rgb(246, 245, 242)");
        page.prefer(true, true);
        PAGES.awaitText(ground, "rgb(18, 20, 22)");
        open("?theme=light");
        PAGES.awaitText(ground, "rgb(246, 245, 242)");
        page.prefer(false, true);
        open("?theme=dark");
        PAGES.awaitText(ground, "rgb(18, 20, 22)");
    }

    @Test
    void theFieldTakesTheFocusBack() {
        line.show(1, new PortState.AwaitingScan(R8), null);
        page.evaluate("document.activeElement.blur()");
        PAGES.awaitText("document.activeElement.id", "scan");
    }
}
