package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.bus.Addresses;
import dev.gangway.message.JobSummary;
import dev.gangway.message.RecordStored;
import dev.gangway.message.StoredJob;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.Serial;
import dev.gangway.web.browser.BrowserPage;
import dev.gangway.web.live.PastJob;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was done at a slot before, in its panel. */
@Tag("lab")
class LastJobsPageTest {
    private static final String ROWS =
            "[...document.querySelectorAll('.last-jobs td:first-child')]" + ".map(cell => cell.textContent).join(' ')";

    @RegisterExtension
    static final LinePages PAGES = new LinePages();

    private static StoredJob job(long seq, String slot, @Nullable Failure failure) {
        Instant at = Instant.parse("2026-11-21T06:00:00Z").plusSeconds(seq);
        JobSummary summary = PastJob.of(new Serial("CP-" + (100 + seq)), slot, failure, at, List.of());
        return new StoredJob(seq, summary, "0".repeat(64), "0".repeat(64));
    }

    @Test
    void thePanelShowsTheLastJobsOfItsSlotNewestFirst() throws Exception {
        FakeLine line = PAGES.line(4, 6);
        for (long seq = 1; seq <= 12; seq++) {
            line.past.add(job(seq, "01", null));
        }
        line.past.add(job(13, "02", null));
        line.serve();
        line.showEveryState(24);
        BrowserPage page = PAGES.page();
        page.open(line.url() + "/");
        PAGES.awaitText("document.querySelector('#slot-01 .word')?.textContent", "plug in");
        page.press("ArrowRight");
        PAGES.awaitText("document.querySelector('gw-tile.cursor')?.id", "slot-01");
        page.press("Enter");

        PAGES.awaitText(ROWS, "CP-112 CP-111 CP-110 CP-109 CP-108 CP-107 CP-106 CP-105 CP-104 CP-103");
        line.bus.publish(
                Addresses.LEDGER_STORED,
                new RecordStored(job(14, "01", new Failure(FailureKind.IMAGE_MISSING, "no file"))));

        PAGES.awaitPart(ROWS, "CP-114 CP-112");
        assertThat(page.text("document.querySelector('.last-jobs .bad').innerText.replace(/\\s+/g, ' ')"))
                .startsWith("CP-114 FAILED ");
        page.screenshot(Path.of("target", "screens", "last-jobs.png"));
    }
}
