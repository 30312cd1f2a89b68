package dev.gangway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.gangway.message.PortCommand;
import dev.gangway.message.PortMap;
import dev.gangway.message.PortMapCommand;
import dev.gangway.message.ScanRead;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.PowerState;
import dev.gangway.model.Slot;
import dev.gangway.web.browser.BrowserPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The port map at /ports, and a port's power in the slot's panel. */
@Tag("lab")
class PortsPageTest {
    private static final Path SHOTS = Path.of("target", "screens");
    private static final String LEAD = "document.querySelector('.lead')?.textContent.replace(/\\s+/g, ' ').trim()";
    private static final String SAID = "document.querySelector('.said')?.textContent";
    private static final String POWER =
            "[...document.querySelectorAll('.panel dt')].find(t => t.textContent === 'Power')"
                    + "?.nextElementSibling.textContent";
    private static final PortMap.HubAdvice MOVED = new PortMap.HubAdvice(
            new HubPath("1-2"), new HubPath("1-4"), "The hub that was on 1-2 (slots 07, 08) seems to be on 1-4 now.");

    @RegisterExtension
    static final LinePages PAGES = new LinePages();

    private FakeLine line;
    private BrowserPage page;

    @BeforeEach
    void serve() throws Exception {
        line = PAGES.line(1, 4);
        line.serve();
        page = PAGES.page();
        line.showMap(null, List.of());
    }

    private void openPorts() {
        page.open(line.url() + "/ports");
        PAGES.awaitText("document.querySelectorAll('tr[data-port]').length", "4");
        PAGES.awaitText("document.activeElement.id", "scan");
    }

    private void openPanel() {
        page.open(line.url() + "/");
        PAGES.awaitText("document.activeElement.id", "scan");
        line.show(1, new PortState.Empty(null), null);
        PAGES.awaitText("document.querySelector('#slot-01').dataset.state", "empty");
        page.press("ArrowRight");
        page.press("Enter");
        PAGES.awaitText("document.querySelector('gw-slot-panel dialog[open]') !== null", "true");
    }

    private void click(String selector) {
        PAGES.awaitText("document.querySelector(\"" + selector + "\") !== null", "true");
        page.evaluate("document.querySelector(\"" + selector + "\").click()");
    }

    @Test
    void aScannerAloneLeadsThroughALesson() throws IOException {
        openPorts();
        PAGES.awaitText(LEAD, "The map is closed: nothing can be changed by mistake.");
        assertThat(page.text("document.querySelector('.edit, .remove')")).isEmpty();
        page.type("CMD-LEARN");
        page.press("Enter");
        await().until(() -> line.scans.size() == 1);
        assertThat(line.scans.get(0).source()).isEqualTo(ScanRead.PORT_MAP);
        line.showMap(FakeLine.lesson(null), List.of());
        PAGES.awaitText(LEAD, "Plug a board into a slot");
        line.showMap(FakeLine.lesson(PortPath.virtual(2)), List.of());
        PAGES.awaitText(LEAD, "Board on virtual:2: scan its slot's label, or Enter for 05");
        PAGES.awaitText("document.querySelector('tr.asked')?.dataset.port", "virtual:2");
        page.screenshot(SHOTS.resolve("ports-lesson.png"));

        page.type("SLOT-02");
        page.press("Enter");

        await().until(() -> line.scans.size() == 2);
        assertThat(line.scans.get(1).source()).isEqualTo(ScanRead.PORT_MAP);
        assertThat(line.scans.get(1).text()).isEqualTo("SLOT-02");
        PAGES.awaitText("document.activeElement.id", "scan");
        // An Enter right behind a scan is the scanner's second end, and counts for nothing.
        await().until(() -> {
            page.press("Enter");
            return line.mapCommands.contains(new PortMapCommand.Answer("-", ""));
        });
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void slotsAreEditedAndARefusalStays() throws IOException {
        openPorts();
        line.showMap(FakeLine.lesson(null), List.of());
        click("tr[data-port='virtual:3'] .edit");
        PAGES.awaitText("document.activeElement.name", "slot");
        page.evaluate("document.querySelector('input[name=slot]').value = '02'");
        page.press("Enter");
        PAGES.awaitPart(SAID, "Slot 02 is on virtual:2 already");
        PAGES.awaitText("document.querySelector('.said').getAttribute('role')", "alert");
        page.screenshot(SHOTS.resolve("ports-edit.png"));
        page.evaluate("document.querySelector('input[name=slot]').value = '09'");
        page.evaluate("document.querySelector('input[name=row]').value = '2'");
        click(".save");
        await().until(() ->
                line.mapCommands.contains(new PortMapCommand.Put("-", PortPath.virtual(3), new Slot("09"), 2, 3)));
        PAGES.awaitText(SAID, "Slot is stored.");
        PAGES.awaitText("document.activeElement.id", "scan");
    }

    @Test
    void aScanIntoARowIsAScanAndNeverTheSlotsName() {
        openPorts();
        line.showMap(FakeLine.lesson(null), List.of());
        int scans = 0;
        for (String end : List.of("Enter", "Tab", "")) {
            click("tr[data-port='virtual:3'] .edit");
            PAGES.awaitText("document.activeElement.name", "slot");
            page.type("CP-0014" + scans);
            if (!end.isEmpty()) {
                page.press(end);
            }
            int expected = ++scans;
            await().until(() -> line.scans.size() == expected);
            PAGES.awaitText("document.querySelector('input[name=slot]') === null", "true");
        }

        assertThat(line.scans)
                .extracting(ScanRead::source, ScanRead::text)
                .containsExactly(
                        tuple(ScanRead.PORT_MAP, "CP-00140"),
                        tuple(ScanRead.PORT_MAP, "CP-00141"),
                        tuple(ScanRead.PORT_MAP, "CP-00142"));
        assertThat(line.mapCommands).isEmpty();
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void aScanPressesNoButton() {
        openPorts();
        line.showMap(FakeLine.lesson(null), List.of());
        PAGES.awaitText("document.querySelector('button.lesson').textContent", "Done");
        page.evaluate("document.querySelector('button.lesson').focus()");
        page.type("CP-00141");
        page.press("Enter");

        await().until(() -> line.scans.size() == 1);
        assertThat(line.scans.get(0).text()).isEqualTo("CP-00141");
        assertThat(line.mapCommands).isEmpty();
    }

    @Test
    void whatIsForgottenOrMovedIsAskedForOnce() throws IOException {
        openPorts();
        line.showMap(FakeLine.lesson(null), List.of(MOVED));
        PAGES.awaitPart("document.querySelector('.advice')?.textContent", "seems to be on 1-4 now");
        page.screenshot(SHOTS.resolve("ports-moved.png"));
        click(".advice .move");
        PAGES.awaitPart("document.querySelector('.advice p')?.textContent", "Move all slots from 1-2 to 1-4?");
        assertThat(line.mapCommands).isEmpty();
        click(".advice .yes");
        await().until(() ->
                line.mapCommands.contains(new PortMapCommand.MoveHub("-", new HubPath("1-2"), new HubPath("1-4"))));
        click("tr[data-port='virtual:1'] .remove");
        PAGES.awaitPart("document.querySelector(\"tr[data-port='virtual:1']\").textContent", "Remove slot 01?");
        click("tr[data-port='virtual:1'] .yes");
        await().until(() -> line.mapCommands.contains(new PortMapCommand.Remove("-", PortPath.virtual(1))));
        assertThat(page.text("document.querySelector(\"tr[data-port='virtual:2'] .remove\")"))
                .as("nothing was learned of it")
                .isEmpty();
    }

    @Test
    void theLineTellsALessonAndAHubThatMoved() {
        page.open(line.url() + "/");
        PAGES.awaitText("document.activeElement.id", "scan");
        line.showMap(FakeLine.lesson(PortPath.virtual(2)), List.of());
        PAGES.awaitPart("document.querySelector('.lesson')?.textContent", "Board on virtual:2: scan its slot's label");
        line.showMap(null, List.of(MOVED));
        PAGES.awaitPart("document.querySelector('.trouble')?.textContent", "seems to be on 1-4 now");
        line.showMap(null, List.of());
        PAGES.awaitText("document.querySelector('.trouble, .lesson') === null", "true");
    }

    @Test
    void powerIsSwitchedInThePanelAndWhatIsSoIsTold() throws IOException {
        openPanel();
        PAGES.awaitText(POWER, "on");
        click("[data-command=power-off]");
        PAGES.awaitPart("document.querySelector('.sure')?.textContent", "Take the power from this slot");
        click(".panel .yes");
        PAGES.awaitPart(POWER, "the board still answers");
        page.screenshot(SHOTS.resolve("panel-power.png"));
        PAGES.awaitText("document.querySelector('gw-slot-panel dialog[open]') !== null", "true");
        click("[data-command=power-on]");
        PAGES.awaitText(POWER, "on");
        assertThat(line.commands)
                .contains(
                        new PortCommand.Power("-", PortCommand.Power.Wish.OFF),
                        new PortCommand.Power("-", PortCommand.Power.Wish.ON));
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void aHubWithoutSwitchesOffersNone() {
        line.tellPower(PowerState.NOT_SWITCHED);
        openPanel();
        PAGES.awaitPart(POWER, "pull the plug instead");
        assertThat(page.text("document.querySelector('[data-command^=power]')")).isEmpty();
    }

    @Test
    void aTileWithoutPowerSaysSo() {
        openPanel();
        page.press("Escape");
        line.tellPower(PowerState.OFF);
        PAGES.awaitText("document.querySelector('#slot-01 .word')?.textContent", "power off");
        line.tellPower(PowerState.CAME_BACK);
        PAGES.awaitText("document.querySelector('#slot-01 .detail')?.textContent", "power came back");
        line.show(1, new PortState.AwaitingScan(FakeLine.R8), null);
        PAGES.awaitText("document.querySelector('#slot-01 .word')?.textContent", "SCAN ME");
    }
}
