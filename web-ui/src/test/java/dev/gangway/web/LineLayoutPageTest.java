package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortState;
import dev.gangway.model.Prompt;
import dev.gangway.model.Question;
import dev.gangway.model.Verdict;
import dev.gangway.web.browser.BrowserPage;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing is cut and nothing lies over another: from 1 tile to 120, from a tablet to 4K, and zoomed to 200 %. */
@Tag("lab")
class LineLayoutPageTest {
    private static final Path SHOTS = Path.of("target", "screens");

    /** CSS pixels; zoomed to 200 %, a screen has half of them each way. */
    private static final int[][] SCREENS = {
        {768, 1024},
        {1024, 768},
        {1280, 720},
        {1366, 768},
        {1920, 1080},
        {2560, 1440},
        {3840, 2160},
        {640, 360},
        {960, 540},
        {512, 384},
        {384, 512}
    };

    /** Each text of a tile that is cut, reaches out of the tile, or lies over another or over the bar. */
    private static final String WRONG = """
            (() => {
              const wrong = [];
              const of = element => { const range = document.createRange(); range.selectNodeContents(element);
                const {left, right, top, bottom, width} = range.getBoundingClientRect();
                // No letter reaches the upper sixth of its line, nor its last twentieth.
                const size = parseFloat(getComputedStyle(element).fontSize);
                return {left, right, top: top + size / 6, bottom: bottom - size / 20, width}; };
              const over = (a, b) => a.width > 0 && b.width > 0 && a.left < b.right - 1 && b.left < a.right - 1
                && a.top < b.bottom - 1 && b.top < a.bottom - 1;
              const look = (name, box, parts) => {
                for (const [at, part] of parts.entries()) {
                  const rect = of(part);
                  const text = name + ' ' + (part.className || part.tagName) + ' "' + part.textContent.trim() + '"';
                  if (part.scrollWidth > part.clientWidth + 1) wrong.push(text + ' is ' + part.scrollWidth + ' wide of ' + part.clientWidth);
                  if (rect.width > 0 && (rect.left < box.left - 1 || rect.right > box.right + 1 || rect.top < box.top - 1
                    || rect.bottom > box.bottom + 1)) wrong.push(text + ' reaches out');
                  for (const other of parts.slice(at + 1)) if (over(rect, of(other))) wrong.push(text + ' lies over "' + other.textContent.trim() + '"');
                }
              };
              for (const tile of document.querySelectorAll('gw-tile')) {
                const {left, right, top} = tile.getBoundingClientRect();
                const bottom = tile.querySelector('.bar').getBoundingClientRect().top;
                look(tile.id, {left, right, top, bottom}, [...tile.querySelectorAll('.slot, .aside, .word, .serial, .detail')]);
              }
              look('head', {left: 0, right: innerWidth, top: 0, bottom: document.querySelector('main').getBoundingClientRect().top},
                [...document.querySelectorAll('h1, .figures, .outcome, header .right, gw-scan-field label')].filter(e => e.checkVisibility()));
              if (document.documentElement.scrollWidth > innerWidth) wrong.push('the page is too wide');
              return wrong.slice(0, 8).join('\\n');
            })()
            """;

    @RegisterExtension
    static final LinePages PAGES = new LinePages();

    private static List<String> prompts() {
        Path recipe = Path.of("..", "config", "recipes", "chip-pro.yaml");
        YamlMap file = Objects.requireNonNull(
                YamlReader.parse(recipe, YamlReader.bytes(recipe).orThrow()).root());
        return file.findList("steps").maps().stream()
                .map(step -> step.text("prompt", ""))
                .filter(prompt -> !prompt.isEmpty())
                .distinct()
                .toList();
    }

    /** What a tile can show, at its longest. */
    private static List<PortState> everyState() {
        List<PortState> states = new ArrayList<>(List.of(
                new PortState.AwaitingScan(FakeLine.R8),
                new PortState.Passed(1001, 38.2),
                new PortState.Empty(null),
                new PortState.Quarantined("3 boards failed in a row"),
                new PortState.Disabled("maintenance of the fixture until the new contact pins have come"),
                new PortState.Retrying(
                        2,
                        3,
                        new Failure(FailureKind.TRANSFER_FAILED, "x"),
                        Instant.now().plusSeconds(28)),
                new PortState.Running(2, 10, "flash the root file system", 15, 25, null),
                new PortState.Running(
                        1,
                        3,
                        "light",
                        24,
                        25,
                        null,
                        new Question(
                                "Does the display show the same number as the label, without missing lines?",
                                List.of("YES", "NO", "UNREADABLE"),
                                Instant.now().plusSeconds(300))),
                new PortState.Running(1, 3, "wait for FEL after flashing", 17, 25, null)));
        for (FailureKind kind : List.of(
                FailureKind.MEDIUM_FAILED,
                FailureKind.TRANSFER_TIMEOUT,
                FailureKind.CABLE_LOST,
                FailureKind.IMAGE_MISSING,
                FailureKind.STOPPED_BY_PERSON)) {
            states.add(new PortState.Failed(Verdict.FAILED, new Failure(kind, "x"), 99L));
        }
        for (String prompt : prompts()) {
            states.add(new PortState.Running(2, 3, "flash the root file system", 15, 25, FakeLine.urgent(prompt)));
            states.add(new PortState.Running(2, 3, "compare", 15, 25, new Prompt(prompt, null)));
        }
        return states;
    }

    private static void fill(FakeLine line, int slots) {
        List<PortState> states = everyState();
        List<String> serials = List.of("CP-00141", "SN-2026-11-29-0000012345", "(01)09506000134352(21)A1B2C3D4E5", "7");
        for (int n = 1; n <= slots; n++) {
            PortState state = states.get((n - 1) % states.size());
            String serial = state instanceof PortState.Empty || state instanceof PortState.AwaitingScan
                    ? null
                    : serials.get(n % serials.size());
            line.show(n, state, serial);
            if (state instanceof PortState.Running running) {
                line.move(n, running.step(), n, slots + 1);
            }
        }
    }

    /** The words that call a person, as big as the grid makes them, beside every other number of columns. */
    @ParameterizedTest
    @CsvSource({
        // rows and columns of the bench, screen, least size of the words in pixels
        "1,8,1920,1080,75",
        "1,8,768,1024,42",
        "4,6,1920,1080,44",
        "4,6,1280,720,29",
        "8,8,1920,1080,29",
        "30,4,768,1024,14"
    })
    void wordsAreAsBigAsCanBe(int rows, int columns, int width, int height, double least) throws Exception {
        FakeLine line = PAGES.line(rows, columns);
        BrowserPage page = PAGES.page();
        line.serve();
        page.size(width, height);
        page.open(line.url());
        PAGES.awaitText("document.querySelectorAll('gw-tile .word').length", "" + rows * columns);
        double chosen = Double.parseDouble(page.text("document.querySelector('gw-tile').grid.word"));
        double best = Double.parseDouble(page.text("import('/js/grid.js').then(({arrange}) => { const line ="
                + " document.querySelector('gw-line'); const {width, height} = line.room; const gap ="
                + " document.querySelector('gw-tile').grid.gap; return Math.max(...line.feed.line.slots.map((_, n) =>"
                + " arrange(line.feed.line.slots.map((s, at) => ({...s, row: 1 + Math.floor(at / (n + 1)), column: 1 +"
                + " at % (n + 1)})), width, height, gap).word)); })"));
        assertThat(chosen).isGreaterThanOrEqualTo(best / 1.11).isGreaterThanOrEqualTo(least);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,3", "1,8", "7,1", "4,6", "8,8", "30,4"})
    void nothingIsCutOnAnyScreen(int rows, int columns) throws Exception {
        cutsNothing(rows, columns);
    }

    @ParameterizedTest
    @Tag("long")
    @CsvSource({"1,2", "1,5", "2,4", "2,8", "4,4", "3,7", "6,8", "5,16", "8,12"})
    void norOnBenchesBetweenThose(int rows, int columns) throws Exception {
        cutsNothing(rows, columns);
    }

    private static void cutsNothing(int rows, int columns) throws Exception {
        FakeLine line = PAGES.line(rows, columns);
        BrowserPage page = PAGES.page();
        line.serve();
        page.open(line.url());
        int slots = rows * columns;
        PAGES.awaitText("document.querySelectorAll('gw-tile').length", "" + slots);
        fill(line, slots);
        PAGES.awaitText("document.querySelectorAll('gw-tile[data-state]:not([data-state=\"\"])').length", "" + slots);
        for (int[] screen : SCREENS) {
            page.size(screen[0], screen[1]);
            page.evaluate(
                    "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))))");
            String wrong = page.text(WRONG);
            // A picture costs more than the measuring; one of each bench is kept, and each of a screen that is wrong.
            if (!wrong.isEmpty() || screen[1] == 1080) {
                page.screenshot(SHOTS.resolve("layout-%d-%dx%d.png".formatted(slots, screen[0], screen[1])));
            }
            assertThat(wrong)
                    .as("%d tiles on %d x %d", slots, screen[0], screen[1])
                    .isEmpty();
        }
        assertThat(page.complaints()).noneMatch(complaint -> complaint.contains(line.url()));
    }
}
