package dev.gangway.station.lab;

import dev.gangway.web.browser.BrowserPage;
import dev.gangway.web.browser.Chromium;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * {@code LabPage URL CONTROL SHARE}: a person with a scanner and a browser outside the lab's machine, at the station
 * inside it. Teaches the port map, runs a job to green, cycles a slot's power; results go to {@code SHARE/beside.tsv},
 * pictures beside it.
 */
final class LabPage {
    /** The emulated machine stands still for seconds when the real one is busy. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String LEAD = "document.querySelector('.lead')?.textContent.replace(/\\s+/g, ' ').trim()";
    private static final String SAID = "document.querySelector('.said')?.textContent";
    private static final int BOARDS = 4;

    private final String url;
    private final LabControl rig;
    private final Path share;
    private final BrowserPage page;

    private LabPage(String url, LabControl rig, Path share, BrowserPage page) {
        this.url = url;
        this.rig = rig;
        this.share = share;
        this.page = page;
    }

    public static void main(String[] args) throws Exception {
        Path share = Path.of(args[2]);
        try (Chromium chromium = Chromium.start();
                LabControl rig = new LabControl(args[1]);
                BrowserPage page = chromium.page()) {
            until(() -> Files.exists(share.resolve("up")), Duration.ofMinutes(6));
            LabPage person = new LabPage(args[0], rig, share, page);
            try {
                person.work();
            } catch (ConditionTimeoutException | AssertionError e) {
                person.tell(
                        "FAIL", "the browser", String.valueOf(e.getMessage()) + "; the page says: " + person.seen());
                page.screenshot(share.resolve("failed.png"));
            }
        } finally {
            Files.writeString(share.resolve("browser-done"), "");
        }
    }

    private void work() throws IOException {
        page.size(1280, 720);
        page.prefer(false, true);
        teach();
        provision();
        cyclePower();
        check("the browser had nothing to complain about", page.complaints().toString(), "[]");
    }

    /** Without a mouse: badge, command, and then label after label. */
    private void teach() throws IOException {
        String first = Files.readString(share.resolve("first-port")).strip();
        String bus = first.substring(0, first.indexOf('-'));
        page.open(url + "/ports");
        awaitText("document.activeElement?.id", "scan");
        awaitText("document.querySelectorAll('tr[data-port]').length", "2");
        scan("GANGWAY:LEARN");
        awaitPart(SAID, "needs a supervisor");
        scan("OP-boss");
        awaitPart(SAID, "Badge boss");
        scan("CMD-LEARN");
        awaitText(LEAD, "Plug a board into a slot");
        for (int board = 1; board <= BOARDS; board++) {
            String port = bus + "-" + board;
            rig.ask("plug " + board + " allwinner soc=h3");
            awaitPart(LEAD, "Board on " + port);
            if (board == 2) {
                page.screenshot(share.resolve("ports-lesson.png"));
                page.press("Enter");
            } else {
                scan("SLOT-0" + board);
            }
            awaitText(row(port, 1), "0" + board);
            check("the scan of slot 0" + board + " names the real port", page.text(row(port, 2)), port);
        }
        scan("CMD-LEARN");
        awaitPart(LEAD, "The map is closed");
        page.screenshot(share.resolve("ports.png"));
        check("the map names QEMU's ports too", page.text(row("1-1.4.1", 1)), "Q41");
    }

    private static String row(String port, int cell) {
        return "document.querySelector('tr[data-port=\"" + port + "\"] td:nth-child(" + cell + ")')?.textContent";
    }

    private void provision() throws IOException {
        page.open(url + "/");
        awaitText("document.activeElement?.id", "scan");
        awaitText(in("01", ".word"), "SCAN ME");
        String first = Files.readString(share.resolve("first-port")).strip();
        check("the tile of slot 01 shows its path", page.text(in("01", ".path")), first);
        page.screenshot(share.resolve("line-waiting.png"));
        scan("SLOT-01");
        awaitPart("document.getElementById('outcome').textContent", "Slot 01: now scan the serial");
        scan("NN-00001");
        awaitPart("document.getElementById('outcome').textContent", "NN-00001 runs on slot 01");
        scan("SLOT-03");
        scan("NN-00003");
        awaitPart("document.getElementById('outcome').textContent", "NN-00003 runs on slot 03");
        page.screenshot(share.resolve("line.png"));
        for (String slot : List.of("01", "03")) {
            String state = "document.querySelector('#slot-" + slot + "')?.dataset.state";
            until(() -> List.of("passed", "failed").contains(page.text(state)), Duration.ofMinutes(4));
            check("a scan on slot " + slot + " reaches green", page.text(state), "passed");
        }
        page.screenshot(share.resolve("line-green.png"));
        openPanel("01");
        awaitPart("document.querySelector('gw-slot-panel dl')?.textContent", first);
        awaitPart("document.querySelector('gw-slot-panel')?.textContent", "PASSED");
        page.screenshot(share.resolve("panel.png"));
        check(
                "the slot's panel names the port",
                page.text("document.querySelector('gw-slot-panel dd')?.textContent"),
                first);
        page.press("Escape");
    }

    /** On QEMU's hub, once the machine's own checks of power are over. */
    private void cyclePower() throws IOException {
        until(() -> Files.exists(share.resolve("power-done")), Duration.ofMinutes(2));
        openPanel("Q2");
        String button = "document.querySelector('[data-command=power-cycle]')";
        awaitText(button + " !== null", "true");
        page.evaluate(button + ".click()");
        awaitText("document.querySelector('.panel .yes') !== null", "true");
        page.evaluate("document.querySelector('.panel .yes').click()");
        awaitText(
                "[...document.querySelectorAll('.panel dt')].find(t => t.textContent === 'Power')"
                        + "?.nextElementSibling.textContent",
                "on");
        awaitText("document.querySelector('.panel .problem') === null", "true");
        page.screenshot(share.resolve("panel-power.png"));
        page.press("Escape");
    }

    private void openPanel(String slot) {
        page.evaluate("document.querySelector('#slot-" + slot + "').click()");
        awaitPart("document.querySelector('gw-slot-panel h2')?.textContent", "Slot " + slot);
    }

    private static String in(String slot, String part) {
        return "document.querySelector('#slot-" + slot + " " + part + "')?.textContent";
    }

    private void scan(String text) {
        page.type(text);
        page.press("Enter");
    }

    private void awaitText(String expression, String expected) {
        Awaitility.await(expression + " = " + expected)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> page.text(expression).equals(expected));
    }

    private void awaitPart(String expression, String part) {
        Awaitility.await(expression + " with " + part)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> page.text(expression).contains(part));
    }

    private static void until(Callable<Boolean> condition, Duration patience) {
        Awaitility.await().atMost(patience).pollInterval(Duration.ofMillis(200)).until(condition);
    }

    private String seen() {
        return page.text("document.body?.innerText").replaceAll("\\s+", " ");
    }

    private void check(String name, String seen, String expected) throws IOException {
        if (seen.equals(expected)) {
            tell("ok", name, seen);
        } else {
            tell("FAIL", name, "expected [" + expected + "], got [" + seen + "]");
        }
    }

    private void tell(String result, String name, String detail) throws IOException {
        Files.writeString(
                share.resolve("beside.tsv"),
                result + "\t" + name + "\t" + detail.replaceAll("\\s+", " ") + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
