package dev.gangway.web;

import static dev.gangway.web.FakeLine.R8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.bus.Addresses;
import dev.gangway.message.DeskStatus;
import dev.gangway.message.JobEvent;
import dev.gangway.message.JobOrder;
import dev.gangway.message.JobSummary;
import dev.gangway.message.OfferCommand;
import dev.gangway.message.PortMap;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanTold;
import dev.gangway.message.SerialsWaiting;
import dev.gangway.message.StationTrouble;
import dev.gangway.message.StepResult;
import dev.gangway.model.DeskId;
import dev.gangway.model.Digest;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.HubPath;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Serial;
import dev.gangway.web.browser.Axe;
import dev.gangway.web.browser.BrowserPage;
import dev.gangway.web.live.PastJob;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** No page breaks a rule of axe-core in any of its states, by day or by night. */
@Tag("lab")
class AxePageTest {
    private static final Path SHOTS = Path.of("target", "screens");
    private static final String DIALOG = "document.querySelector('dialog[open]') !== null";
    private static final String LEAD = "document.querySelector('.lead')?.textContent";

    @RegisterExtension
    static final LinePages PAGES = new LinePages();

    private static Axe axe;

    private final List<String> problems = new ArrayList<>();
    private FakeLine line;
    private BrowserPage page;

    @BeforeAll
    static void readAxe() throws IOException {
        axe = new Axe();
    }

    @BeforeEach
    void serve() throws Exception {
        line = PAGES.line(4, 6);
        line.serve();
        page = PAGES.page();
    }

    private void open(String path) {
        page.open(line.url() + path);
        PAGES.awaitText("document.activeElement.id", "scan");
    }

    /** Looks at the page as it is now, in both themes. */
    private void look(String state) throws IOException {
        for (boolean dark : new boolean[] {false, true}) {
            page.prefer(dark, true);
            String theme = dark ? "dark" : "light";
            axe.problems(page).forEach(problem -> problems.add(state + ", " + theme + ": " + problem));
            page.screenshot(SHOTS.resolve("axe-" + state.replace(' ', '-') + "-" + theme + ".png"));
        }
        page.prefer(false, true);
    }

    private void click(String selector) {
        PAGES.awaitText("document.querySelector(\"" + selector + "\") !== null", "true");
        page.evaluate("document.querySelector(\"" + selector + "\").click()");
    }

    private void openPanel(String slot) {
        click("#slot-" + slot);
        PAGES.awaitText("document.querySelector('gw-slot-panel dialog[open]') !== null", "true");
    }

    /** A try that failed in its second step, before the one that runs in slot 03. */
    private void tellAJob() {
        PortPath port = PortPath.virtual(3);
        JobOrder order = new JobOrder(JobId.random(), new Serial("CP-00143"), "chip-pro", "-", false);
        Instant at = Instant.now();
        Epoch epoch = new Epoch(1);
        PortStatus running = FakeLine.status(3, new PortState.Running(2, 3, "write rootfs", 7, 12, null), "CP-00143");
        line.bus.publish(
                Addresses.PORT_STATUS,
                new PortStatus(
                        port,
                        running.slot(),
                        epoch,
                        running.state(),
                        at,
                        R8,
                        running.recipes(),
                        running.serial(),
                        order.job()));
        line.bus.publish(
                Addresses.JOB_EVENTS,
                new JobEvent.JobStarted(port, running.slot(), epoch, at, order, new Digest("0".repeat(64))));
        for (boolean ok : new boolean[] {true, false}) {
            line.bus.publish(
                    Addresses.JOB_EVENTS,
                    new JobEvent.StepFinished(
                            port,
                            running.slot(),
                            epoch,
                            at,
                            order,
                            new StepResult(1, ok ? "start FEL" : "write rootfs", 4_000_000, 2.5, ok, Map.of())));
        }
        line.bus.publish(
                Addresses.JOB_EVENTS,
                new JobEvent.AttemptFailed(
                        port,
                        running.slot(),
                        epoch,
                        at,
                        order,
                        1,
                        "write rootfs",
                        new Failure(FailureKind.CABLE_LOST, "no answer"),
                        4.0));
    }

    /** The jobs of slots 05 and 06 end: the panel says of each image how it was proved. */
    private void tellEnds() {
        for (int slot : List.of(5, 6)) {
            Failure failure = slot == 5 ? null : new Failure(FailureKind.CABLE_LOST, "no answer");
            JobSummary over = PastJob.of(
                    new Serial("CP-0020" + slot),
                    "0" + slot,
                    failure,
                    Instant.now().minusSeconds(100),
                    List.of());
            line.bus.publish(
                    Addresses.JOB_EVENTS,
                    new JobEvent.JobStarted(
                            PortPath.virtual(slot),
                            over.slot(),
                            new Epoch(1),
                            over.startedAt(),
                            new JobOrder(over.job(), over.serial(), over.recipe(), "-", false),
                            over.recipeDigest()));
            line.bus.publish(
                    Addresses.JOB_EVENTS,
                    new JobEvent.JobEnded(
                            PortPath.virtual(slot), over.slot(), new Epoch(1), over.endedAt(), over, 40 + slot));
        }
    }

    private void back() {
        page.press("Escape");
        PAGES.awaitText(DIALOG, "false");
    }

    private DeskId desk() {
        return DeskId.page("." + page.text("sessionStorage.getItem('gangway-desk')"));
    }

    @Test
    void theLineIsClean() throws Exception {
        open("/");
        look("line empty");
        line.showEveryState(24);
        PAGES.awaitText("document.querySelector('#slot-15 .word')?.textContent", "CALL ENGINEER");
        page.press("ArrowRight");
        look("line");
        page.type("BAD-1");
        page.press("Enter");
        PAGES.awaitPart("document.getElementById('outcome').className", "refused");
        line.show(new DeskStatus(
                desk(),
                new DeskStatus.Badge("boss", FakeLine.later()),
                FakeLine.later(),
                new DeskStatus.Choice(FakeLine.slot(14), FakeLine.later())));
        PAGES.awaitText("document.querySelector('.rework b')?.textContent", "REWORK");
        look("line refused rework");
        line.show(DeskStatus.blank(desk()));
        line.bus.publish(Addresses.TROUBLES, new StationTrouble("ledger", "The disk is nearly full: make room."));
        page.type("CP-00150");
        page.press("Enter");
        PAGES.awaitPart("document.getElementById('outcome').textContent", "runs on slot 02");
        PAGES.awaitPart("document.querySelector('.trouble')?.textContent", "The disk is nearly full");
        look("line trouble");
        line.bus.publish(Addresses.TROUBLES, new StationTrouble("ledger", ""));
        line.showMap(FakeLine.lesson(PortPath.virtual(2)), List.of());
        PAGES.awaitPart("document.querySelector('.lesson')?.textContent", "Board on virtual:2");
        look("line lesson");
        for (String scanner : List.of("serial:/dev/ttyACM0", "serial:/dev/ttyACM1")) {
            line.bus.publish(
                    Addresses.SCAN_OUTCOMES,
                    new ScanTold(
                            new DeskId(scanner),
                            new ScanOutcome.Refused("HELLO", Instant.now(), "format", "This is no serial."),
                            false));
        }
        PAGES.awaitPart("document.querySelector('.refusals')?.textContent", "This is no serial.");
        look("line refusals");
        assertThat(problems).isEmpty();
    }

    @Test
    void whatOpensOverTheLineIsClean() throws Exception {
        open("/");
        line.showEveryState(24);
        PAGES.awaitText("document.querySelector('#slot-15 .word')?.textContent", "CALL ENGINEER");
        page.press("?");
        PAGES.awaitText(DIALOG, "true");
        look("help");
        back();
        tellAJob();
        tellEnds();
        for (String slot : List.of("01", "03", "04", "05", "06", "08", "09")) {
            openPanel(slot);
            if (slot.equals("03")) {
                PAGES.awaitPart("document.querySelector('.panel tr.now')?.textContent", "write rootfs");
                PAGES.awaitPart("document.querySelector('.panel .why')?.textContent", "cable lost");
            }
            if (slot.equals("05")) {
                PAGES.awaitPart("document.querySelector('.panel .proofs')?.textContent", "env: not read back");
            }
            if (slot.equals("06")) {
                PAGES.awaitPart("document.querySelector('.panel tr.end')?.textContent", "FAILED after");
            }
            look("panel " + slot);
            back();
        }
        openPanel("01");
        click("[data-command=quarantine]");
        PAGES.awaitText("document.activeElement.className", "no");
        look("panel sure");
        page.press("Escape");
        PAGES.awaitText("document.querySelector('.sure') === null", "true");
        back();
        line.showWaiting(new SerialsWaiting.Entry(
                new Serial("CP-00141"), null, Instant.now().plusSeconds(600), "anna"));
        click("button.waits");
        PAGES.awaitText(DIALOG, "true");
        look("waiting");
        assertThat(problems).isEmpty();
    }

    @Test
    void aLineThatIsLostIsClean() throws Exception {
        open("/");
        line.showEveryState(24);
        PAGES.awaitText("document.querySelector('#slot-15 .word')?.textContent", "CALL ENGINEER");
        line.stopServing();
        PAGES.awaitPart("document.querySelector('.lost')?.textContent", "No connection");
        look("lost");
        assertThat(problems).isEmpty();
    }

    @Test
    void thePortMapIsClean() throws Exception {
        open("/ports");
        line.showMap(
                null, List.of(new PortMap.HubAdvice(new HubPath("1-2"), new HubPath("1-4"), "The hub moved to 1-4.")));
        line.show(2, new PortState.AwaitingScan(R8), null);
        PAGES.awaitPart("document.querySelector('.advice')?.textContent", "The hub moved");
        look("ports");
        line.showMap(FakeLine.lesson(PortPath.virtual(2)), List.of());
        PAGES.awaitPart(LEAD, "scan its slot's label");
        look("ports asking");
        line.showMap(FakeLine.lesson(PortPath.virtual(1)), List.of());
        PAGES.awaitText("document.querySelector('tr.asked')?.dataset.port", "virtual:1");
        click("tr[data-port='virtual:1'] .remove");
        click("tr[data-port='virtual:3'] .edit");
        PAGES.awaitText("document.activeElement.name", "slot");
        look("ports edit");
        page.evaluate("document.querySelector('input[name=slot]').value = '02'");
        page.press("Enter");
        PAGES.awaitPart("document.querySelector('.said')?.textContent", "Slot 02 is on virtual:2 already");
        line.show(new DeskStatus(desk(), new DeskStatus.Badge("boss", FakeLine.later()), FakeLine.later(), null));
        PAGES.awaitText("document.querySelector('.rework b')?.textContent", "REWORK");
        look("ports refused rework");
        line.stopServing();
        PAGES.awaitPart("document.querySelector('.lost')?.textContent", "No connection");
        look("ports lost");
        assertThat(problems).isEmpty();
    }

    @Test
    void theShellIsClean() throws Exception {
        page.open(line.url() + "/shell?port=virtual:1&slot=01");
        PAGES.awaitPart("document.querySelector('.told')?.textContent", "Choose where to work");
        look("shell");
        line.show(1, new PortState.Empty(null), null);
        click("[data-shell=bootloader-shell]");
        PAGES.awaitPart("document.querySelector('.told')?.textContent", "Nobody may work at a board's prompt");
        look("shell refused");
        assertThat(problems).isEmpty();
    }

    @Test
    void whatTheLineFlashesIsClean() throws Exception {
        page.open(line.url() + "/flash?recipe=https://gitlab.example.com/chip-pro.yaml");
        PAGES.awaitPart("document.querySelector('.link dd')?.textContent", "gitlab.example.com");
        PAGES.awaitPart("document.querySelector('.own summary')?.textContent", "chip-pro");
        look("flash link");
        assertThat(line.offers).as("a link alone has nothing fetched").hasOnlyElementsOfType(OfferCommand.Show.class);
        click("#look");
        PAGES.awaitPart("document.querySelector('#confirm')?.textContent", "Flash this");
        look("flash seen");
        page.open(line.url() + "/flash");
        PAGES.awaitPart("document.querySelector('.plugged')?.textContent", "chip-pro: to be fetched: root");
        line.slowness = 60_000;
        page.chooseFile("gw-send-file input[type=file]", Path.of("pom.xml"));
        PAGES.awaitText("document.querySelector('gw-send-file button.send').disabled", "false");
        click("gw-send-file button.send");
        PAGES.awaitPart("document.querySelector('.sending')?.textContent", "sending pom.xml");
        look("flash sending");
        click("gw-send-file .stop");
        PAGES.awaitPart("document.querySelector('.problem')?.textContent", "Stopped");
        look("flash stopped");
        assertThat(problems).isEmpty();
    }

    @Test
    void theLoginIsClean() throws Exception {
        page.open(line.url() + "/login.html");
        PAGES.awaitText("document.activeElement.id", "name");
        look("login");
        page.evaluate("document.getElementById('problem').textContent = 'The name or the password is wrong.'");
        look("login refused");
        assertThat(problems).isEmpty();
    }

    @Test
    void everyLinkAndButtonIsReachedByTab() {
        open("/");
        line.showWaiting(new SerialsWaiting.Entry(
                new Serial("CP-00141"), null, Instant.now().plusSeconds(600), "anna"));
        line.show(new DeskStatus(desk(), new DeskStatus.Badge("boss", FakeLine.later()), null, null));
        PAGES.awaitText("document.querySelectorAll('.waits, .end-badge').length", "2");
        Set<String> reached = new HashSet<>();
        for (int i = 0; i < 24; i++) {
            page.press("Tab");
            reached.add(page.text("document.activeElement.className"));
        }

        assertThat(reached).contains("ports", "keys", "end-badge", "waits");
        page.evaluate("document.querySelector('.keys').focus()");
        page.press("Enter");
        PAGES.awaitText(DIALOG, "true");
    }

    /** What refers to something refers to something that is there, on each page. */
    @Test
    void noReferenceDangles() {
        for (String path : List.of("/", "/ports", "/flash")) {
            open(path);
            assertThat(
                            page.text(
                                    "['aria-controls', 'aria-describedby', 'aria-activedescendant', 'aria-labelledby']"
                                            + ".flatMap(name => [...document.querySelectorAll(`[${name}]`)].filter(e =>"
                                            + " !document.getElementById(e.getAttribute(name))).map(e => `${name} of ${e.tagName}`)).join()"))
                    .as(path)
                    .isEmpty();
        }
    }
}
