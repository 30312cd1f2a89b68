package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.message.OfferCommand;
import dev.gangway.web.browser.BrowserPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A file on its way from a browser: how far it is, and what is said when the network goes away under it. */
@Tag("lab")
class SendFilePageTest {
    private static final String BAR = "document.querySelector('gw-send-file progress')";

    @RegisterExtension
    static final LinePages PAGES = new LinePages();

    @TempDir
    Path folder;

    private FakeLine line;
    private BrowserPage page;
    private Cable cable;

    @BeforeEach
    void choose() throws Exception {
        line = PAGES.line(1, 2);
        line.serve(
                new WebSettings(
                        "127.0.0.1",
                        0,
                        line.identity(),
                        line.places,
                        List.of("line.localhost"),
                        Optional.empty(),
                        Optional.empty(),
                        false),
                FakeLine.NO_PICTURES);
        line.fileLength = 40_000_000;
        cable = new Cable(line.servedPort());
        page = PAGES.page();
        page.open("http://line.localhost:" + cable.port() + "/flash");
        PAGES.awaitText("document.querySelector('gw-send-file button.send').disabled", "true");
        page.chooseFile(
                "gw-send-file input[type=file]",
                Files.write(folder.resolve("root.ubi"), new byte[(int) line.fileLength]));
        PAGES.awaitText("document.querySelector('gw-send-file button.send').disabled", "false");
    }

    @AfterEach
    void close() throws IOException {
        page.open("about:blank");
        cable.close();
    }

    private void send() {
        page.evaluate("document.querySelector('gw-send-file button.send').click()");
        PAGES.awaitPart("document.querySelector('.sending')?.textContent", "sending root.ubi");
    }

    private boolean dropped() {
        return line.offers.stream().anyMatch(OfferCommand.Drop.class::isInstance);
    }

    @Test
    void theBarMovesWhileItIsSent() {
        line.slowness = 20;
        send();
        PAGES.awaitText(BAR + "?.value > 0 && " + BAR + ".value < " + BAR + ".max", "true");
        String first = page.text(BAR + ".value");
        await().untilAsserted(() -> assertThat(page.text(BAR + "?.value")).isNotEqualTo(first));
        assertThat(page.text("document.querySelector('.sending').textContent")).matches(".* [0-9]{1,2} %.*");
        line.slowness = 0;
        PAGES.awaitText("document.querySelector('section.seen')?.dataset.phase", "ready");
        assertThat(dropped()).isFalse();
    }

    /** It is not gone on with (decision 44): what came of it is thrown away, and the same file can be sent at once. */
    @Test
    void aCutIsToldWithWhatToDoAndTheNextTryBeginsAnew() throws IOException {
        line.slowness = 20;
        send();
        await().until(() -> line.offers.stream()
                        .filter(OfferCommand.Piece.class::isInstance)
                        .count()
                > 3);

        cable.sever();

        PAGES.awaitText(
                "document.querySelector('.problem')?.textContent",
                "The connection was cut, or the file changed while it was sent: choose it again. Nothing of it was kept.");
        await().until(this::dropped);
        cable.join();
        line.slowness = 0;
        line.offers.clear();
        send();
        PAGES.awaitText("document.querySelector('section.seen')?.dataset.phase", "ready");
        assertThat(line.offers.stream()
                        .filter(OfferCommand.Piece.class::isInstance)
                        .map(OfferCommand.Piece.class::cast)
                        .findFirst()
                        .orElseThrow()
                        .at())
                .isZero();
    }
}
