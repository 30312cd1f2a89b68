package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.message.DeskStatus;
import dev.gangway.message.ScanRead;
import dev.gangway.model.DeskId;
import dev.gangway.web.browser.BrowserPage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a page shows of its own desk: whose badge counts, that rework is allowed, which slot takes the next serial. */
@Tag("lab")
class DeskPageTest {
    private static final Path SHOTS = Path.of("target", "screens");
    private static final String BADGE = "document.querySelector('.badge')?.textContent ?? ''";
    private static final String REWORK = "document.querySelector('.rework b')?.textContent ?? ''";
    private static final String CHOSEN = "document.querySelector('gw-tile.chosen')?.id ?? ''";

    @RegisterExtension
    static final LinePages PAGES = new LinePages();

    private FakeLine line;
    private BrowserPage page;

    @BeforeEach
    void openLine() throws Exception {
        line = PAGES.line(2, 4);
        line.serve();
        page = PAGES.page();
        open("/");
    }

    private void open(String path) {
        page.open(line.url() + path);
        PAGES.awaitText("document.activeElement.id", "scan");
    }

    private void scan(String text) {
        page.type(text);
        page.press("Enter");
    }

    private DeskId desk() {
        await().until(() -> !line.scans.isEmpty());
        return line.scans.get(0).desk();
    }

    private void show(boolean rework, boolean slot) {
        line.show(new DeskStatus(
                desk(),
                new DeskStatus.Badge("boss", FakeLine.later()),
                rework ? FakeLine.later() : null,
                slot ? new DeskStatus.Choice(FakeLine.slot(3), FakeLine.later()) : null));
    }

    @Test
    void theBadgeIsOnTheScreenAndEndsWithItsButton() {
        scan("OP-boss");
        PAGES.awaitText(BADGE, "badge boss");
        open("/ports");
        PAGES.awaitText(BADGE, "badge boss");
        page.evaluate("document.querySelector('.end-badge').click()");

        await().untilAsserted(
                        () -> assertThat(line.scans).extracting(ScanRead::text).contains("GANGWAY:END"));
        assertThat(line.scans).extracting(ScanRead::desk).containsOnly(desk());
    }

    @Test
    void anAllowedReworkIsShownInBigLettersUntilItIsOver() throws IOException {
        scan("OP-boss");
        show(true, true);

        PAGES.awaitText(REWORK, "REWORK");
        PAGES.awaitPart(
                "document.querySelector('.rework span').textContent", "the next serial may have passed before · boss");
        PAGES.awaitText(CHOSEN, "slot-03");
        assertThat(Double.parseDouble(
                        page.text("parseFloat(getComputedStyle(document.querySelector('.rework b')).fontSize)")))
                .isGreaterThanOrEqualTo(30);
        page.screenshot(SHOTS.resolve("desk-rework.png"));
        line.show(new DeskStatus(
                desk(),
                new DeskStatus.Badge("boss", FakeLine.later()),
                Instant.now().minusSeconds(1),
                null));
        PAGES.awaitText(REWORK, "");
        PAGES.awaitText(CHOSEN, "");
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void whatIsSetAtAnotherDeskIsNotShown() {
        scan("OP-boss");
        PAGES.awaitText(BADGE, "badge boss");
        DeskId other = DeskId.page(".another-page-of-this-line");
        line.show(new DeskStatus(
                other,
                new DeskStatus.Badge("anna", FakeLine.later()),
                FakeLine.later(),
                new DeskStatus.Choice(FakeLine.slot(1), FakeLine.later())));
        show(false, true);

        PAGES.awaitText(CHOSEN, "slot-03");
        assertThat(page.text(REWORK)).isEmpty();
        assertThat(page.text(BADGE)).isEqualTo("badge boss");
    }

    @Test
    void theDeskStaysWhenThePageIsLoadedAgain() {
        scan("CP-1");
        DeskId before = desk();
        open("/");
        scan("CP-2");

        await().until(() -> line.scans.size() == 2);
        assertThat(line.scans.get(1).desk()).isEqualTo(before);
    }
}
