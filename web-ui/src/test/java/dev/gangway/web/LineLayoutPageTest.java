package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.PortState;
import dev.gangway.web.browser.BrowserPage;
import dev.gangway.yaml.YamlMap;
import dev.gangway.yaml.YamlReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every usual shape of a hub, with the sentences that the shipped recipe really shows. */
@Tag("lab")
class LineLayoutPageTest {
    private static final Path SHOTS = Path.of("target", "screens");

    /** Four percent of the screen's height (screens.md); a sentence, or ENGINEER in a row of eight, may be smaller. */
    private static final double WORD = 0.04;

    private static final double SENTENCE = 0.03;

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

    private static String smallest(String selector) {
        return "Math.min(...[...document.querySelectorAll('" + selector
                + "')].map(w => parseFloat(getComputedStyle(w).fontSize))) / innerHeight";
    }

    @ParameterizedTest
    @CsvSource({
        "1,8,1280,720", "2,4,1280,720", "2,8,1280,720", "4,4,1280,720", "3,8,1280,720", "4,6,1280,720",
        "1,8,1920,1080", "2,4,1920,1080", "2,8,1920,1080", "4,4,1920,1080", "3,8,1920,1080", "4,6,1920,1080"
    })
    void everythingFits(int rows, int columns, int width, int height) throws Exception {
        List<String> prompts = prompts();
        assertThat(prompts).hasSizeGreaterThanOrEqualTo(4);
        FakeLine line = PAGES.line(rows, columns);
        BrowserPage page = PAGES.page();
        line.serve();
        page.size(width, height);
        page.open(line.url());
        int slots = rows * columns;
        PAGES.awaitText("document.querySelectorAll('gw-tile').length", "" + slots);
        line.showEveryState(slots);
        for (int i = 0; i < prompts.size(); i++) {
            line.show(
                    slots - i,
                    new PortState.Running(2, 3, "flash the root file system", 15, 25, prompts.get(i)),
                    "CP-%05d".formatted(200 + i));
            line.move(slots - i, "flash the root file system", 1 + i, 1 + prompts.size());
        }
        String told = "[...document.querySelectorAll('[data-prompt] progress')].filter(p => p.value > 0).length >= ";
        PAGES.awaitText(told + prompts.size(), "true");
        page.screenshot(SHOTS.resolve("layout-%dx%d-%d.png".formatted(rows, columns, height)));
        assertThat(page.text("[...document.querySelectorAll('gw-tile :is(.word, .aside, .slot, .serial)')]"
                        + ".filter(w => w.scrollWidth > w.clientWidth + 1 || (w.matches('.word') && w.scrollHeight > w.clientHeight + 3))"
                        + ".map(w => w.className + ' ' + w.textContent + ' ' + w.scrollWidth + '/' + w.clientWidth"
                        + " + ' ' + w.scrollHeight + '/' + w.clientHeight).join('; ')"))
                .as("what does not fit")
                .isEmpty();
        assertThat(Double.parseDouble(page.text(smallest("gw-tile:not([data-prompt]) .word:not(.wide)"))))
                .isGreaterThanOrEqualTo(WORD);
        assertThat(Double.parseDouble(page.text(smallest(".word")))).isGreaterThanOrEqualTo(SENTENCE);
        assertThat(page.complaints()).noneMatch(complaint -> complaint.contains(line.url()));
    }
}
