package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.bus.Addresses;
import dev.gangway.message.PoolsLeft;
import dev.gangway.web.browser.BrowserPage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is left for units to come: all of it where recipes are chosen, one line at the operator's place. */
@Tag("lab")
class PoolsPageTest {
    private static final String FEW = "document.querySelector('#outcome a.few')?.textContent ?? ''";

    @RegisterExtension
    static final LinePages PAGES = new LinePages();

    private FakeLine line;
    private BrowserPage page;

    @BeforeEach
    void open() throws Exception {
        line = PAGES.line(2, 4);
        line.serve();
        page = PAGES.page();
    }

    private static PoolsLeft.Pool pool(String name, long left, boolean needed, String problem) {
        return new PoolsLeft.Pool(
                name,
                left,
                100,
                "lines of /srv/" + name,
                "adds lines at the end of /srv/" + name,
                needed ? List.of("chip-pro") : List.of(),
                needed,
                problem);
    }

    private void tell(PoolsLeft.Pool... pools) {
        line.bus.publish(Addresses.POOLS, new PoolsLeft(List.of(pools)));
    }

    private String boxes() {
        return page.text("JSON.stringify([...document.querySelectorAll('gw-tile, #scan')].map(t => {"
                + " const b = t.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; }))");
    }

    @Test
    void anOperatorSeesAPoolThatIsLowAndNeededAndNothingMoves() throws Exception {
        page.open(line.url() + "/");
        PAGES.awaitText("document.activeElement.id", "scan");
        tell(pool("macs", 100, true, ""), pool("spare", 3, false, ""));
        line.showEveryState(8);
        PAGES.awaitText("document.querySelector('#slot-05 .word')?.textContent", "UNPLUG");
        assertThat(page.text(FEW)).isEmpty();
        String before = boxes();

        tell(pool("macs", 99, true, ""), pool("spare", 3, false, ""));

        PAGES.awaitText(FEW, "macs: 99 left");
        assertThat(boxes()).isEqualTo(before);
        page.screenshot(Path.of("target", "screens", "pools-line.png"));
        tell(pool("macs", 2_000, true, ""));
        PAGES.awaitText(FEW, "");
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void anEngineerSeesAllOfThemWithTheirMarksAndWhatToDo() throws Exception {
        tell(
                pool("keys", 0, true, ""),
                pool("lost", 0, false, "the pool lost: /srv/lost cannot be read"),
                pool("macs", 99, true, ""),
                pool("spare", 500, false, ""));
        page.open(line.url() + "/flash");

        PAGES.awaitText(
                "[...document.querySelectorAll('#pools tbody tr')].map(row => row.dataset.pool + ' ' + row.querySelector('.left').innerText"
                        + ".trim()).join('; ')",
                "keys 0 EMPTY; lost – NOT READABLE; macs 99 LOW; spare 500");
        assertThat(page.text("document.querySelector('#pools .few').innerText"))
                .contains("keys: nothing is left: an engineer adds lines at the end of /srv/keys.")
                .contains("the pool lost: /srv/lost cannot be read")
                .contains("macs: 99 values are left: an engineer adds")
                .doesNotContain("spare");
        page.screenshot(Path.of("target", "screens", "pools-flash.png"));
        assertThat(page.complaints()).isEmpty();
    }
}
