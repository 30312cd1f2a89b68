package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.config.StationConfig;
import dev.gangway.config.StationConfigLoader;
import dev.gangway.image.source.ImageFetcher;
import dev.gangway.message.ImageUsed;
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
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link of a build server, in a real browser: opened, looked at, confirmed, scanned, passed; then again with every server off. */
@Tag("lab")
class FlashLinksLabTest {
    private static final String SPEC = "dfu:starts=application,end=reset,block=0ms";

    private final byte[] firmware = new byte[70 * 1024];
    private final PageStore pages = PageStore.temporary();
    private BuildServers servers;
    private Chromium chromium;
    private BrowserPage page;

    @TempDir
    Path folder;

    @BeforeEach
    void begin() throws Exception {
        new Random(15).nextBytes(firmware);
        servers = new BuildServers();
        chromium = Chromium.start();
        page = chromium.page();
        page.size(1280, 720);
    }

    @AfterEach
    void end() throws IOException {
        page.close();
        chromium.close();
        servers.close();
        pages.close();
    }

    /** A recipe whose image lies beside it. */
    static String recipe(String title, String image) {
        return """
                kind: recipe
                version: 3
                title: %s
                serves: { mode: dfu-runtime }
                serial: { pattern: "PL-[0-9]{3}" }
                images:
                  firmware: { file: %s, format: raw }
                retry: { attempts: 1 }
                steps:
                  - dfu.detach:
                  - await: dfu
                  - dfu.write: firmware
                    alt: firmware
                  - dfu.detach:
                    name: detach again
                  - await: dfu
                    name: wait for the loader again
                  - dfu.verify: firmware
                    alt: firmware
                """.formatted(title, image);
    }

    private LineHarness line() throws StartFailure, IOException {
        String station = """
                kind: station
                station: s
                line: l
                data: d
                bus: { type: virtual, ports: 2 }
                images:
                  links: ["%s", "%s", "%s"]
                  hosts:
                    "%s": { token: "env:GITLAB", header: PRIVATE-TOKEN }
                    "%s": { token: "env:GITHUB" }
                """.formatted(
                        servers.gitlab(), servers.github(), servers.storage(), servers.gitlab(), servers.github());
        StationConfig config = StationConfigLoader.parse(
                        Path.of("station.yaml"), station.getBytes(StandardCharsets.UTF_8))
                .toOptional()
                .orElseThrow();
        StationConfig.Fetched fetched = config.images().fetched();
        Map<String, String> tokens = Map.of("GITLAB", BuildServers.TOKEN, "GITHUB", BuildServers.TOKEN);
        return LineSetup.in(folder)
                .recipes(TestRecipes.of(
                        "own", recipe("The station's own", "other.bin").replace("PL-", "OW-")))
                .images(folder.resolve("none"))
                .fetcher(ImageFetcher.of(fetched, folder.resolve("data"), tokens, Clock.systemUTC()))
                .links(fetched.links())
                .start();
    }

    private DfuBoard plug(LineHarness line, int port) {
        DfuBoard board = (DfuBoard) BoardSpec.parse(SPEC, port).plug(line.hub(), port, pages, told -> {});
        line.awaitState(port, PortState.AwaitingScan.class);
        return board;
    }

    private void awaitText(String expression, String part) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(page.text(expression))
                        .as(() -> page.text("document.body.innerText") + page.complaints())
                        .contains(part));
    }

    private void confirm(LineHarness line, String link) {
        page.open(line.station().url() + "/flash?recipe=" + URLEncoder.encode(link, StandardCharsets.UTF_8));
        awaitText("document.querySelector('section.link')?.textContent", link);
        assertThat(servers.asked()).as("opening the page fetches nothing").isZero();
        page.evaluate("document.getElementById('look').click()");
        awaitText("document.querySelector('section.seen')?.dataset.phase", "ready");
        page.evaluate("document.getElementById('confirm').click()");
        awaitText("document.querySelector('.problem')?.textContent", "scan a supervisor's badge first");
        page.type("OP-boss");
        page.press("Enter");
        awaitText("document.querySelector('.badge')?.textContent", "boss");
    }

    private JobSummary scanned(LineHarness line, int port, String serial) {
        page.open(line.station().url());
        awaitText("document.activeElement.id", "scan");
        awaitText("document.querySelectorAll('gw-tile')[" + (port - 1) + "].dataset.state", "awaiting");
        page.type(serial);
        page.press("Enter");
        awaitText("document.querySelectorAll('gw-tile')[" + (port - 1) + "].dataset.state", "passed");
        List<StoredJob> jobs = line.ledger();
        return jobs.get(jobs.size() - 1).summary();
    }

    private void assertFlashed(JobSummary job, DfuBoard board, String recipeFrom, String imageFrom) {
        assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
        assertThat(board.read(0, 0, firmware.length)).isEqualTo(firmware);
        assertThat(job.images()).extracting(ImageUsed::sha256).containsExactly(Digest.of(ByteBuffer.wrap(firmware)));
        assertThat(job.steps().get(0).facts().get("from:recipe")).startsWith(recipeFrom + " sha256:");
        assertThat(job.steps()).anySatisfy(step -> assertThat(step.facts().getOrDefault("from:firmware", ""))
                .startsWith(imageFrom + " sha256:"));
    }

    @Test
    void aLinkOfGitlabIsFlashedAndGoesOnWithTheServersOff() throws Exception {
        String base = "http://" + servers.gitlab() + "/api/v4/projects/7/jobs/11/artifacts/out/";
        servers.gitlabHas(
                "out/board.yaml", recipe("<b>From</b> GitLab", "firmware.bin").getBytes(StandardCharsets.UTF_8));
        servers.gitlabHas("out/firmware.bin", firmware);
        servers.cut(1);
        try (LineHarness line = line()) {
            DfuBoard first = plug(line, 1);
            confirm(line, base + "board.yaml?job=build");

            String seen = page.text("document.querySelector('section.seen').textContent");
            assertThat(seen)
                    .contains("board", "version 3", "<b>From</b> GitLab", base + "board.yaml", "70.0 KiB")
                    .contains(Digest.of(ByteBuffer.wrap(firmware)).hex());
            assertThat(page.text("document.querySelector('.boards').textContent"))
                    .contains("01");
            page.evaluate("document.getElementById('confirm').click()");
            awaitText("document.querySelector('.done')?.textContent", "each scan flashes board");
            page.screenshot(Path.of("target", "screens", "flash.png"));

            assertFlashed(scanned(line, 1, "PL-001"), first, base + "board.yaml", base + "firmware.bin");
            assertThat(line.notes("recipe-chosen")).hasSize(1);
            assertThat(servers.complaints()).isEmpty();
            assertThat(page.complaints()).hasSize(1).first().asString().contains("409");
        }
        servers.close();
        try (LineHarness offline = line()) {
            DfuBoard second = plug(offline, 2);
            page.open(offline.station().url() + "/flash");
            awaitText("document.querySelector('section.chosen')?.textContent", "s a board");
            assertFlashed(scanned(offline, 2, "PL-002"), second, base + "board.yaml", base + "firmware.bin");
            awaitText("document.querySelector('h1').textContent", "board");
        }
    }

    @Test
    void anArtifactOfGithubIsFlashedAndGoesOnWithTheServersOff() throws Exception {
        String link = "http://" + servers.github() + "/repos/factory/board/actions/artifacts/5/zip";
        servers.githubHas(Map.of(
                "out/board.yaml",
                recipe("From GitHub", "firmware.bin").getBytes(StandardCharsets.UTF_8),
                "out/firmware.bin",
                firmware));
        try (LineHarness line = line()) {
            DfuBoard first = plug(line, 1);
            confirm(line, link);
            page.evaluate("document.getElementById('confirm').click()");
            awaitText("document.querySelector('.done')?.textContent", "each scan flashes board");

            assertFlashed(scanned(line, 1, "PL-001"), first, link + " out/board.yaml", link);
            assertThat(servers.complaints()).isEmpty();
        }
        servers.close();
        try (LineHarness offline = line()) {
            DfuBoard second = plug(offline, 2);
            assertFlashed(scanned(offline, 2, "PL-002"), second, link + " out/board.yaml", link);
        }
    }
}
