package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.web.browser.BrowserPage;
import dev.gangway.web.browser.Chromium;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A browser for a whole class of tests; for each test its page, small and light, and the line that it shows. Register it
 * in a static field, for the browser's sake. One test at a time.
 */
final class LinePages implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private @Nullable Chromium chromium;
    private @Nullable BrowserPage page;
    private @Nullable FakeLine line;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        chromium = Chromium.start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        BrowserPage opened = Objects.requireNonNull(chromium).page();
        page = opened;
        opened.prefer(false, true);
        opened.size(1280, 720);
    }

    /** This test's page. */
    BrowserPage page() {
        return Objects.requireNonNull(page);
    }

    /** This test's line, of so many slots; nobody serves it yet. */
    FakeLine line(int rows, int columns) {
        FakeLine made = new FakeLine(rows, columns);
        line = made;
        return made;
    }

    /** Waits until this JavaScript expression is the expected text. */
    void awaitText(String expression, String expected) {
        awaiting(expression)
                .untilAsserted(() -> assertThat(page().text(expression)).isEqualTo(expected));
    }

    /** Waits until the text of this JavaScript expression has this in it. */
    void awaitPart(String expression, String part) {
        awaiting(expression)
                .untilAsserted(() -> assertThat(page().text(expression)).contains(part));
    }

    private static ConditionFactory awaiting(String expression) {
        return await(expression).atMost(PATIENCE);
    }

    /** The page leaves first, or it would call for a line that is gone. */
    @Override
    public void afterEach(ExtensionContext context) {
        BrowserPage opened = page;
        if (opened != null) {
            opened.open("about:blank");
            opened.close();
            page = null;
        }
        FakeLine made = line;
        if (made != null) {
            made.close();
            line = null;
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        Chromium started = chromium;
        if (started != null) {
            started.close();
        }
    }
}
