package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.message.ExportStatus;
import dev.gangway.message.HubEvent;
import dev.gangway.web.browser.BrowserPage;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the head of the page tells beside scans: Kafka, a bus in trouble, who works here; and pictures of labels. */
@Tag("lab")
class LineTroublePageTest {
    private static final Path SHOTS = Path.of("target", "screens");
    private static final String KAFKA = "document.querySelector('.kafka').innerText.replace(/\\s+/g, ' ').trim()";

    @RegisterExtension
    static final LinePages PAGES = new LinePages();

    private FakeLine line;
    private BrowserPage page;

    @BeforeEach
    void openLine() {
        line = PAGES.line(2, 4);
        page = PAGES.page();
    }

    private void open() {
        page.open(line.url());
        PAGES.awaitText("document.querySelectorAll('gw-tile').length", "8");
    }

    private void exporting(String state, long pending, String problem) {
        line.bus.publish(Addresses.EXPORT_STATUS, new ExportStatus(state, pending, Instant.now(), problem));
    }

    @Test
    void showsHowKafkaStands() throws Exception {
        line.serve();
        open();
        PAGES.awaitText(KAFKA, "no Kafka");
        exporting("connected", 0, "");
        PAGES.awaitText(KAFKA, "Kafka");
        exporting("waiting", 128, "the broker k1:9093 does not answer");
        PAGES.awaitText(KAFKA, "Kafka away 128 pending");
        PAGES.awaitText("document.querySelector('.kafka').title", "the broker k1:9093 does not answer");
        page.screenshot(SHOTS.resolve("kafka-away.png"));
        exporting("connected", 3, "");
        PAGES.awaitText(KAFKA, "Kafka 3 pending");
        line.bus.publish(Addresses.EXPORT_STATUS, new ExportStatus("connected", 0, Instant.now(), "", 17, 2));
        PAGES.awaitText(
                "document.querySelector('.kafka').title",
                "Record 17 was acknowledged last. Of 2 jobs that count as sent no acknowledgement is on file: call the"
                        + " engineer.");
        exporting("off", 0, "");
        PAGES.awaitText(KAFKA, "no Kafka");
    }

    @Test
    void aBusInTroubleIsToldUntilItIsOver() throws Exception {
        line.serve();
        open();
        String problem = "USB answers no more: unplug the hub, wait 5 s, plug it in; boards that run have failed.";
        line.bus.publish(Addresses.HUB_EVENTS, new HubEvent.BusTrouble("libusb", problem));
        PAGES.awaitText("document.querySelector('.trouble')?.innerText", problem);
        PAGES.awaitText("document.querySelector('.trouble').getAttribute('role')", "alert");
        assertThat(page.text("(t => t.scrollWidth <= t.clientWidth && t.scrollHeight <= t.clientHeight + 1)"
                        + "(document.querySelector('.trouble'))"))
                .as("nothing of it is cut off")
                .isEqualTo("true");
        page.screenshot(SHOTS.resolve("trouble.png"));
        line.bus.publish(Addresses.HUB_EVENTS, new HubEvent.BusTrouble("libusb", ""));
        PAGES.awaitText("document.querySelector('.trouble') === null", "true");
    }

    @Test
    void asksForALoginAndEndsIt() throws Exception {
        Login login = new Login(List.of(new Login.Account("K. Lind", PasswordHash.of("correct horse"))));
        line.serve(
                new WebSettings(
                        "0.0.0.0",
                        0,
                        line.identity(),
                        line.places,
                        List.of(),
                        Optional.of(login),
                        Optional.empty(),
                        true),
                FakeLine.NO_PICTURES);
        String address = "http://127.0.0.1:" + line.servedPort();
        page.open(address + "/");
        PAGES.awaitText("location.pathname", "/login.html");
        PAGES.awaitText("document.activeElement.id", "name");
        page.screenshot(SHOTS.resolve("login.png"));
        page.type("K. Lind");
        assertThat(page.text("document.getElementById('name').value")).isEqualTo("K. Lind");
        page.evaluate("document.getElementById('password').focus()");
        page.type("wrong horse");
        page.press("Enter");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(page.text("document.getElementById('problem').textContent"))
                        .isNotBlank());
        page.evaluate("document.getElementById('password').value = ''");
        page.type("correct horse");
        assertThat(page.text("document.getElementById('password').value")).isEqualTo("correct horse");
        page.press("Enter");
        PAGES.awaitText("(document.getElementById('problem')?.textContent ?? '') + location.pathname", "/");
        PAGES.awaitText("document.querySelectorAll('gw-tile').length", "8");
        PAGES.awaitText("[...document.querySelectorAll('.right span')].at(-1)?.textContent", "K. Lind");
        page.type("CP-00150");
        page.press("Enter");
        await().untilAsserted(() -> assertThat(line.scans).hasSize(1));
        assertThat(line.scans.get(0).operator()).isEqualTo("K. Lind");
        page.screenshot(SHOTS.resolve("logged-in.png"));
        page.evaluate("[...document.querySelectorAll('.right button')].at(-1).click()");
        PAGES.awaitText("location.pathname", "/login.html");
        page.open(address + "/");
        PAGES.awaitText("location.pathname", "/login.html");
    }

    @Test
    void goesToTheLoginWhenTheSessionEndsOnAnotherPage() throws Exception {
        Login login = new Login(List.of(new Login.Account("lind", LoginQueueTest.RIGHT)));
        line.serve(
                new WebSettings(
                        "127.0.0.1",
                        0,
                        line.identity(),
                        line.places,
                        List.of(),
                        Optional.of(login),
                        Optional.empty(),
                        false),
                FakeLine.NO_PICTURES);
        page.open("http://127.0.0.1:" + line.servedPort() + "/login.html");
        PAGES.awaitText("document.activeElement.id", "name");
        page.type("lind");
        page.evaluate("document.getElementById('password').value = 'right'");
        page.press("Enter");
        PAGES.awaitText("document.querySelectorAll('gw-tile').length", "8");

        page.evaluate("void fetch('/api/v1/logout',"
                + " {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'})");

        PAGES.awaitText("location.pathname", "/login.html");
    }

    @Test
    void takesPicturesThatAreDroppedOrPastedOrChosen() throws Exception {
        line.serve(
                WebSettings.loopback(0, line.identity(), line.places),
                picture ->
                        Future.succeededFuture(picture.length == 4 ? List.of() : List.of("PIC-" + (char) picture[0])));
        open();
        for (String kind : List.of("drop:dataTransfer:D", "paste:clipboardData:P")) {
            String[] part = kind.split(":");
            page.evaluate("(() => { const data = new DataTransfer(); data.items.add(new File(['" + part[2]
                    + "'], 'label.png', {type: 'image/png'})); const event = new Event('" + part[0]
                    + "', {bubbles: true, cancelable: true}); Object.defineProperty(event, '" + part[1]
                    + "', {value: data}); document.querySelector('main').dispatchEvent(event); })()");
            awaitOutcome("PIC-" + part[2] + " runs on slot 02");
        }
        page.evaluate("document.querySelector('.picture').addEventListener('click', e => { e.preventDefault();"
                + " window.chooser = true; })");
        page.press("F4");
        PAGES.awaitText("window.chooser", "true");
        page.evaluate("(() => { const data = new DataTransfer(); data.items.add(new File(['F'], 'label.jpg',"
                + " {type: 'image/jpeg'})); const field = document.querySelector('.picture'); field.files ="
                + " data.files; field.dispatchEvent(new Event('change')); })()");
        awaitOutcome("PIC-F runs on slot 02");
        page.evaluate("(() => { const data = new DataTransfer(); data.items.add(new File(['none'], 'blank.png',"
                + " {type: 'image/png'})); const field = document.querySelector('.picture'); field.files ="
                + " data.files; field.dispatchEvent(new Event('change')); })()");
        awaitOutcome("blank.png: No barcode was found");
        assertThat(line.scans).extracting(scan -> scan.text()).containsExactly("PIC-D", "PIC-P", "PIC-F");
        PAGES.awaitText("document.activeElement.id", "scan");
    }

    /** As when the station's process is stopped, or its cable pulled: no connection ends, and nothing comes any more. */
    @Test
    void aStationThatFallsSilentIsShownGreyWithinThreeSecondsAndComesBackByItself() throws Exception {
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
        try (Cable cable = new Cable(line.servedPort())) {
            page.open("http://line.localhost:" + cable.port() + "/");
            PAGES.awaitText("document.querySelectorAll('gw-tile').length", "8");
            PAGES.awaitText("document.querySelector('main').className", "");
            page.evaluate(
                    "window.greyAt = 0; new MutationObserver(() => { if (document.querySelector('main').className ==="
                            + " 'grey') window.greyAt ||= performance.now(); }).observe(document.querySelector('main'),"
                            + " {attributes: true}); window.cutAt = performance.now()");
            cable.cut();
            PAGES.awaitText("document.querySelector('main').className", "grey");
            assertThat(Double.parseDouble(page.text("window.greyAt - window.cutAt")))
                    .isBetween(1_000.0, 3_000.0);
            PAGES.awaitPart("document.querySelector('.lost').textContent", "No connection to the station");
            page.screenshot(SHOTS.resolve("silent.png"));
            cable.mend();
            PAGES.awaitText("document.querySelector('main').className", "");
            PAGES.awaitText("document.querySelector('.lost') === null", "true");
        }
    }

    private void awaitOutcome(String part) {
        PAGES.awaitPart("document.getElementById('outcome').textContent.replace(/\\s+/g, ' ')", part);
    }
}
