package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.station.demo.DemoFault;
import dev.gangway.web.browser.BrowserPage;
import dev.gangway.web.browser.Chromium;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page on a running station, in a real browser: scans come as a keyboard scanner's keys. With
 * {@code -Dgangway.screenshot=write} it also takes the README's pictures.
 */
@Tag("lab")
class DemoPageLabTest {
    private static final Path SHOTS = Path.of("target", "screens");
    private static final int PORTS = 16;
    private static final long SLOW = 450_000;

    @TempDir
    private Path folder;

    private Chromium chromium;
    private BrowserPage page;
    private DemoLine line;

    @BeforeEach
    void openPage() throws Exception {
        chromium = Chromium.start();
        page = chromium.page();
        line = new DemoLine(folder, PORTS, 6 << 20);
        page.size(1280, 720);
        page.prefer(false, true);
        page.open(line.url());
        awaitText("document.querySelectorAll('gw-tile').length", "" + PORTS);
        awaitText("document.activeElement.id", "scan");
    }

    @AfterEach
    void stop() throws IOException {
        page.close();
        chromium.close();
        line.close();
    }

    private void awaitText(String expression, String expected) {
        await().atMost(Duration.ofSeconds(150))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(page.text(expression)).isEqualTo(expected));
    }

    private void awaitOutcome(String part) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(outcome()).contains(part));
    }

    private String outcome() {
        return page.text("document.getElementById('outcome').textContent.replace(/\\s+/g, ' ').trim()");
    }

    private static String in(int slot, String part) {
        return "document.querySelector('#slot-%02d %s')?.textContent".formatted(slot, part);
    }

    private static String state(int slot) {
        return "document.querySelector('#slot-%02d').dataset.state".formatted(slot);
    }

    private void scan(String text) {
        page.type(text);
        page.press("Enter");
    }

    /** A slot's label first, then the serial of the board that is to be in it. */
    private void scanFor(int slot, String serial) {
        scan("%02d".formatted(slot));
        awaitOutcome("Slot %02d: now scan the serial".formatted(slot));
        scan(serial);
        awaitOutcome(serial);
    }

    private static DemoFault with(String faults) {
        return DemoFault.passes("test", faults);
    }

    private static DemoFault slow(long bytesPerSecond) {
        return with("slow:" + bytesPerSecond);
    }

    @Test
    void aScanRunsItsBoardUntilItMayBeUnplugged() {
        line.boards().setFault(1, slow(3_000_000));
        line.boards().plug(1);
        awaitText(in(1, ".word"), "SCAN ME");
        scan("CP-00101");
        awaitOutcome("CP-00101 runs on slot 01");
        awaitText(state(1), "running");
        awaitText(in(1, ".serial"), "CP-00101");
        scan("CP-00101");
        awaitOutcome("CP-00101: ");
        String refusal = outcome();
        assertThat(page.text("document.getElementById('outcome').className")).contains("refused");
        awaitText(state(1), "passed");
        awaitText(in(1, ".word"), "UNPLUG");
        assertThat(outcome()).as("a refusal stays until the next scan").isEqualTo(refusal);
        scan("XX-1");
        awaitOutcome("XX-1: ");
        assertThat(outcome()).isNotEqualTo(refusal);
        awaitText("document.querySelector('.figures').innerText.startsWith('1')", "true");
        assertThat(page.complaints()).isEmpty();
    }

    /** How long the tile was loud while its job ran, and with which words; the share of the job's time is printed. */
    @Test
    void aSoundJobShoutsOnlyWhileAPersonHasToLetGo() {
        page.evaluate("(() => { const tile = document.querySelector('#slot-01'), seen = window.seen = {run: 0, loud: 0,"
                + " words: []}; let was = null; const look = () => { const now = performance.now(); if (was) {"
                + " seen.run += now - was.at; if (was.loud) seen.loud += now - was.at; } was = tile.dataset.state ==="
                + " 'running' ? {at: now, loud: 'loud' in tile.dataset} : null; if (was?.loud) { const word ="
                + " tile.querySelector('.word').textContent; if (!seen.words.includes(word)) seen.words.push(word); } };"
                + " new MutationObserver(look).observe(tile, {attributes: true, subtree: true, childList: true,"
                + " characterData: true}); })()");
        line.boards().setFault(1, slow(3_000_000));
        line.boards().plug(1);
        awaitText(in(1, ".word"), "SCAN ME");
        scan("CP-00104");
        awaitText(state(1), "passed");

        double run = Double.parseDouble(page.text("window.seen.run"));
        double loud = Double.parseDouble(page.text("window.seen.loud"));
        System.out.printf(
                "A sound chip-pro job of %.1f s shouts for %.1f s, %.0f %%%n",
                run / 1_000, loud / 1_000, 100 * loud / run);
        assertThat(run).isPositive();
        assertThat(page.text("window.seen.words.filter(word => !word.startsWith('Let go')).join('; ')"))
                .isEmpty();
    }

    @Test
    void aPassedSlotTellsOfEachImageHowItWasProved() throws IOException {
        line.boards().plug(1);
        awaitText(in(1, ".word"), "SCAN ME");
        scan("CP-00102");
        awaitText(state(1), "passed");
        page.press("ArrowRight");
        page.press("Enter");
        await().untilAsserted(() -> assertThat(page.text("document.querySelector('.panel .proofs')?.innerText"))
                .contains("rootfs: NAND read back, CRC-32")
                .contains("uboot: NAND read back, CRC-32")
                .contains("probe: not read back"));
        page.screenshot(SHOTS.resolve("panel-passed.png"));
        page.press("Escape");
        awaitText("document.activeElement.id", "scan");
    }

    @Test
    void aFailedSlotTellsWhatHappenedAndWhatToDo() throws IOException {
        line.boards().setFault(3, DemoFault.ALL.get(15));
        line.boards().plug(3);
        awaitText(in(3, ".word"), "SCAN ME");
        scan("CP-00103");
        awaitText(state(3), "failed");
        awaitText(in(3, ".word"), "SET ASIDE");
        awaitText(in(3, ".detail"), "flash bad");
        page.press("ArrowRight");
        page.press("ArrowRight");
        page.press("ArrowRight");
        page.press("Enter");
        awaitText(
                "document.querySelector('gw-slot-panel h2')?.textContent.replace(/\\s+/g, ' ').trim()",
                "Slot 03 failed");
        awaitText("document.querySelector('.remedy code')?.textContent", "medium-failed");
        assertThat(page.text("document.querySelector('.remedy b').textContent")).isNotBlank();
        await().untilAsserted(() -> assertThat(page.text("document.querySelector('gw-slot-panel table')?.textContent"))
                .contains("start SPL to probe")
                .contains("flash the root file system")
                .contains("FAILED"));
        page.screenshot(SHOTS.resolve("panel-failed.png"));
        page.press("Escape");
        awaitText("document.activeElement.id", "scan");
    }

    @Test
    void showsALineAtWorkAtOneGlance() throws IOException {
        Map<Integer, DemoFault> faults = Map.ofEntries(
                Map.entry(1, DemoFault.NONE),
                Map.entry(2, DemoFault.ALL.get(15)),
                Map.entry(3, slow(SLOW)),
                Map.entry(4, with("stall@200000x2")),
                Map.entry(5, slow(SLOW / 2)),
                Map.entry(6, slow(SLOW / 5)),
                Map.entry(7, DemoFault.NONE),
                Map.entry(8, slow(SLOW / 3)),
                Map.entry(9, slow(SLOW / 9)),
                Map.entry(10, with("other-sid@300000")),
                Map.entry(11, slow(SLOW / 4)),
                Map.entry(12, slow(SLOW / 7)));
        for (int slot = 1; slot <= 12; slot++) {
            line.boards().setFault(slot, faults.getOrDefault(slot, DemoFault.NONE));
        }
        for (int slot : new int[] {1, 2, 3, 7, 5, 6, 8, 9, 10, 11, 12, 13, 14}) {
            line.boards().plug(slot);
            awaitText(in(slot, ".word"), slot == 14 ? "next in turn" : "SCAN ME");
            if (slot < 13) {
                scanFor(slot, "CP-%05d".formatted(140 + slot));
            }
        }
        for (int slot : new int[] {1, 2, 7, 10}) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(page.text(state(slot))).isIn("passed", "failed"));
        }
        line.boards().plug(4);
        awaitText(in(4, ".word"), "SCAN ME");
        scanFor(4, "CP-00144");
        scanFor(16, "CP-00156");
        awaitText(in(16, ".word"), "PLUG IN");
        // One glance is one look: the next one may already find the retry at work.
        awaitText(
                "document.querySelector('.lit') === null && [...document.querySelectorAll('.word')].some(w =>"
                        + " w.textContent.includes('FEL button'))"
                        + " && ['running', 'retrying', 'passed', 'failed', 'awaiting-scan', 'empty'].every("
                        + "state => document.querySelector(`gw-tile[data-state=${state}]`) !== null)",
                "true");
        boolean write = "write".equals(System.getProperty("gangway.screenshot"));
        Path pictures = write ? Path.of("docs") : SHOTS;
        page.screenshot(pictures.resolve("line.png"));
        page.prefer(true, true);
        page.screenshot(pictures.resolve("line-dark.png"));
        page.size(1920, 1080);
        page.screenshot(SHOTS.resolve("line-1080.png"));
        assertThat(page.complaints()).isEmpty();
    }
}
