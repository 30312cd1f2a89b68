package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.message.ScanRead;
import dev.gangway.message.SerialsWaiting;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.web.browser.BrowserPage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Serials that wait for a board stand on every page of the line, and each can be cancelled with the keyboard alone. */
@Tag("lab")
class WaitingPageTest {
    private static final Path SHOTS = Path.of("target", "screens");
    private static final String LINE = "document.querySelector('button.waits')?.textContent ?? ''";
    private static final String ROWS =
            "[...document.querySelectorAll('dialog.waiting tbody tr')].map(r => r.dataset.serial).join()";
    private static final String OPEN = "document.querySelector('dialog.waiting').open";

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
        line.showEveryState(8);
        PAGES.awaitText("document.querySelector('#slot-05 .word')?.textContent", "UNPLUG");
    }

    private static SerialsWaiting.Entry waits(String serial, @Nullable String slot, int seconds) {
        return new SerialsWaiting.Entry(
                new Serial(serial),
                slot == null ? null : new Slot(slot),
                Instant.now().plusSeconds(seconds),
                "anna");
    }

    private String boxes() {
        return page.text("JSON.stringify([...document.querySelectorAll('gw-tile, #scan')].map(t => {"
                + " const b = t.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; }))");
    }

    @Test
    void theyStandInTheHeadWithTheirTimeLeftAndNothingMoves() throws IOException {
        assertThat(page.text("document.querySelector('button.waits') === null")).isEqualTo("true");
        String before = boxes();
        line.showWaiting(waits("CP-00141", null, 590), waits("CP-00142", "01", 90), waits("CP-00143", null, 500));

        PAGES.awaitPart(LINE, "3 serials wait");
        assertThat(page.text(LINE)).containsPattern("CP-00142 1:[0-9]{2} · CP-00143 8:[0-9]{2} · CP-00141 9:[0-9]{2}");
        assertThat(boxes()).isEqualTo(before);
        page.screenshot(SHOTS.resolve("waiting-line.png"));

        line.showWaiting(waits("CP-00141", null, 2));
        PAGES.awaitPart(LINE, "1 serial waits");
        PAGES.awaitText(LINE, "");
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void eachIsCancelledWithTheKeyboardAlone() throws IOException {
        line.showWaiting(waits("CP-00141", null, 600), waits("CP-00142", "01", 90), waits("CP 3 \"b\"", null, 500));
        PAGES.awaitPart(LINE, "3 serials wait");
        page.press("Tab");
        await().until(() -> {
            if (page.text("document.activeElement.className").equals("waits")) {
                return true;
            }
            page.press("Tab");
            return false;
        });
        page.press("Enter");
        PAGES.awaitText(OPEN, "true");
        assertThat(page.text("document.activeElement.className"))
                .as("a scanner's second Enter cancels nothing")
                .isEqualTo("close");
        assertThat(page.text(ROWS)).isEqualTo("CP-00141,CP-00142,CP 3 \"b\"");
        page.screenshot(SHOTS.resolve("waiting-list.png"));
        page.prefer(true, true);
        page.screenshot(SHOTS.resolve("waiting-list-dark.png"));

        page.press("ArrowUp");
        PAGES.awaitText("document.activeElement.getAttribute('aria-label')", "Cancel CP 3 \"b\"");
        page.press("Enter");

        PAGES.awaitText(ROWS, "CP-00141,CP-00142");
        assertThat(line.scans).extracting(ScanRead::text).containsExactly("GANGWAY:CANCEL:CP 3 \"b\"");
        PAGES.awaitText("document.activeElement.className", "close");
        page.press("Enter");
        PAGES.awaitText(OPEN, "false");
        PAGES.awaitText("document.activeElement.id", "scan");
        PAGES.awaitPart("document.getElementById('outcome').textContent", "no longer waits for a board");
    }

    @Test
    void aScanIntoTheOpenListIsNotLost() {
        line.showWaiting(waits("CP-00141", null, 600));
        PAGES.awaitPart(LINE, "1 serial waits");
        page.evaluate("document.querySelector('button.waits').click()");
        PAGES.awaitText(OPEN, "true");
        page.type("CP-00160");
        page.press("Enter");

        await().untilAsserted(
                        () -> assertThat(line.scans).extracting(ScanRead::text).containsExactly("CP-00160"));
        PAGES.awaitText(OPEN, "false");
    }

    @Test
    void aPageThatIsOpenedLaterShowsThemToo() {
        line.showWaiting(waits("CP-00141", "01", 600));
        PAGES.awaitPart(LINE, "1 serial waits");

        page.open(line.url() + "/?again");

        PAGES.awaitPart(LINE, "CP-00141");
    }
}
