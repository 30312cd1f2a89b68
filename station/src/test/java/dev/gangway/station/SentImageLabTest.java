package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.config.StationConfig;
import dev.gangway.image.source.ImageFetcher;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StoredJob;
import dev.gangway.model.Digest;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.dfu.DfuBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.web.browser.BrowserPage;
import dev.gangway.web.browser.Chromium;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person's own file, in a real browser: chosen by keyboard, sent, looked at, confirmed, scanned, passed. */
@Tag("lab")
class SentImageLabTest {
    private static final String SPEC = "dfu:starts=application,end=reset,block=0ms";
    private static final String SEND = "document.querySelector('gw-send-file button.send')";

    private final byte[] firmware = new byte[100 * 1024];
    private final PageStore pages = PageStore.temporary();
    private Chromium chromium;
    private BrowserPage page;
    private LineHarness line;

    @TempDir
    Path folder;

    @BeforeEach
    void begin() throws Exception {
        new Random(18).nextBytes(firmware);
        Files.createDirectories(folder.resolve("images"));
        age("old.bin", "2026-01-02T03:04:05Z");
        age("new.bin", "2026-11-02T03:04:05Z");
        chromium = Chromium.start();
        page = chromium.page();
        page.size(1280, 720);
        line = LineSetup.in(folder)
                .recipes(
                        TestRecipes.of("board", FlashLinksLabTest.recipe("The older one", "old.bin")),
                        TestRecipes.of("board-next", FlashLinksLabTest.recipe("The newer one", "new.bin")))
                .images(folder.resolve("images"))
                .fetcher(ImageFetcher.of(
                        StationConfig.Fetched.USUAL, folder.resolve("data"), Map.of(), Clock.systemUTC()))
                .start();
    }

    private void age(String name, String written) throws IOException {
        Path file = Files.write(folder.resolve("images").resolve(name), new byte[2_000]);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse(written)));
    }

    @AfterEach
    void end() throws IOException {
        line.close();
        page.close();
        chromium.close();
        pages.close();
    }

    private void awaitText(String expression, String part) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(page.text(expression))
                        .as(() -> page.text("document.body.innerText") + page.complaints())
                        .contains(part));
    }

    private void badge() {
        page.evaluate("document.querySelector('gw-scan-field input').focus()");
        page.type("OP-boss");
        page.press("Enter");
        awaitText("document.querySelector('.badge')?.textContent", "boss");
    }

    /** Tab by Tab until this has the focus; the scan field takes one that comes right after a scan for the scanner's. */
    private void tabTo(String expression) {
        long begun = System.nanoTime();
        await().atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> {
                    String focus = page.text("document.activeElement.outerHTML");
                    if (!"true".equals(page.text(expression + " === document.activeElement"))) {
                        if (!focus.contains("id=\"scan\"") || System.nanoTime() - begun > 400_000_000L) {
                            page.press("Tab");
                        }
                        throw new AssertionError(
                                "the focus was at " + focus + ", not at " + page.text(expression + "?.outerHTML"));
                    }
                });
    }

    private JobSummary scanned(String serial) {
        page.open(line.station().url());
        awaitText("document.activeElement.id", "scan");
        awaitText("document.querySelector('gw-tile').dataset.state", "awaiting");
        page.type(serial);
        page.press("Enter");
        awaitText("document.querySelector('gw-tile').dataset.state", "passed");
        List<StoredJob> jobs = line.ledger();
        return jobs.get(jobs.size() - 1).summary();
    }

    @Test
    void aFileIsChosenSentConfirmedAndFlashed() throws Exception {
        Path file = Files.write(folder.resolve("my <b>firmware.bin"), firmware);
        DfuBoard board = (DfuBoard) BoardSpec.parse(SPEC, 1).plug(line.hub(), 1, pages, told -> {});
        line.awaitState(1, PortState.AwaitingScan.class);
        page.open(line.station().url() + "/flash");
        awaitText("document.querySelector('tr[data-slot=\"01\"]')?.textContent", "board");
        assertThat(page.text("document.querySelector('tr[data-slot=\"01\"] .valid').innerText")
                        .lines())
                .as("newest first")
                .containsExactly("board-next: all on disk", "board: all on disk");
        assertThat(page.text("[...document.querySelectorAll('.own details')].map(each => each.dataset.recipe).join()"))
                .isEqualTo("board-next,board");

        tabTo("document.querySelector('gw-send-file input[type=file]')");
        page.chooseFile("gw-send-file input[type=file]", file);
        tabTo(SEND);
        page.press("Enter");
        awaitText("document.querySelector('.problem')?.textContent", "scan a supervisor's badge first");
        badge();
        tabTo(SEND);
        page.press("Enter");
        awaitText("document.querySelector('section.seen')?.dataset.phase", "ready");

        assertThat(page.text("document.querySelector('section.seen').textContent"))
                .contains("100.0 KiB", Digest.of(ByteBuffer.wrap(firmware)).hex())
                .contains("uploaded by boss from my <b>firmware.bin");
        tabTo("document.getElementById('confirm')");
        page.press("Enter");
        awaitText("document.querySelector('.done')?.textContent", "each scan flashes board");
        page.screenshot(Path.of("target", "screens", "sent.png"));

        JobSummary job = scanned("PL-001");
        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(board.read(0, 0, firmware.length)).isEqualTo(firmware);
        assertThat(job.steps()).anySatisfy(step -> assertThat(step.facts().getOrDefault("from:firmware", ""))
                .startsWith("uploaded by boss from my <b>firmware.bin sha256:"));
        assertThat(page.complaints()).hasSize(1).first().asString().contains("409");
    }
}
