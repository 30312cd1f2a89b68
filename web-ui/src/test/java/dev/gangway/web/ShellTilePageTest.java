package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.PortState;
import dev.gangway.web.browser.BrowserPage;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The tile of a slot at whose board an engineer works says so, and nothing of it when they have left. */
@Tag("lab")
class ShellTilePageTest {
    private static final String WORD = "document.querySelector('#slot-02 .word')?.textContent";
    private static final String NEXT = "document.querySelector('#slot-03 .word')?.textContent";
    private static final PortState WAITS = new PortState.AwaitingScan(FakeLine.R8);

    @RegisterExtension
    static final LinePages PAGES = new LinePages();

    @SuppressWarnings("NullAway.Init")
    private FakeLine line;

    @SuppressWarnings("NullAway.Init")
    private BrowserPage page;

    @BeforeEach
    void open() throws Exception {
        line = PAGES.line(4, 6);
        line.serve();
        line.showEveryState(24);
        line.show(14, new PortState.Empty(null), null);
        line.show(2, WAITS, null);
        line.show(3, WAITS, null);
        page = PAGES.page();
        page.open(line.url());
        PAGES.awaitText("document.activeElement.id", "scan");
        PAGES.awaitText(WORD, "SCAN ME");
    }

    private String attribute(String name) {
        return page.text("String(document.querySelector('#slot-02').getAttribute('" + name + "'))");
    }

    @Test
    void anEngineersShellIsToldQuietlyAndTheNextBoardIsInTurn() throws Exception {
        PAGES.awaitText(NEXT, "next in turn");
        line.showShell(2, WAITS, "boss");

        PAGES.awaitText(WORD, "shell open");
        PAGES.awaitText(NEXT, "SCAN ME");
        assertThat(page.text("document.querySelector('#slot-02 .detail').textContent"))
                .isEqualTo("engineer boss");
        assertThat(attribute("data-loud")).isEqualTo("null");
        assertThat(attribute("aria-label")).contains("Slot 02", "shell open", "engineer boss");
        page.screenshot(Path.of("target", "screens", "shell-tile.png"));

        line.showShell(2, WAITS, null);
        PAGES.awaitText(WORD, "SCAN ME");
        PAGES.awaitText(NEXT, "next in turn");
        assertThat(attribute("aria-label")).doesNotContain("shell", "boss");
    }

    /** The page may come when the shell has long been open; the slot may be out of use, which is where one is needed. */
    @Test
    void aPageThatComesLaterShowsItAndItsPanelToo() {
        line.showShell(2, new PortState.Disabled("maintenance"), "-");
        PAGES.awaitText(WORD, "shell open");
        page.open(line.url());

        PAGES.awaitText(WORD, "shell open");
        PAGES.awaitText("document.querySelector('#slot-02 .detail').textContent", "an engineer");
        page.evaluate("document.querySelector('#slot-02').click()");
        PAGES.awaitPart(
                "document.querySelector('gw-slot-panel dialog[open] dl').textContent", "At the promptan engineer");
        line.showShell(2, new PortState.Disabled("maintenance"), null);
        PAGES.awaitText(WORD, "out of use");
        PAGES.awaitText(
                "String(document.querySelector('gw-slot-panel dialog[open] dl').textContent.includes('At the prompt'))",
                "false");
    }
}
