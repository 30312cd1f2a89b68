package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.message.ScanOutcome;
import dev.gangway.model.PortState;
import dev.gangway.serve.BoardFiles;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.web.browser.BrowserPage;
import dev.gangway.web.browser.Chromium;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engineer at a board's prompt in the page of a running station, in a real browser. */
@Tag("lab")
@Timeout(120)
class ShellPageLabTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SECRET = "hunter2-forever";
    private static final String TOLD = "document.querySelector('gw-shell .told').textContent";
    private static final String SHOWN = "document.querySelector('gw-shell').text";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private BoardFiles server;
    private LineHarness line;
    private Chromium chromium;
    private BrowserPage page;

    @BeforeEach
    void begin() throws Exception {
        server = BoardFiles.open(InetAddress.getLoopbackAddress(), 0, 0);
        Path images = Files.createDirectories(folder.resolve("images"));
        BoardSpec spec = BoardSpec.parse("uboot-console", 1);
        spec.kind().writeImages(spec.options(), images, 1000, 7);
        line = LineSetup.in(folder)
                .ports(2)
                .recipes(TestRecipes.shipped("uboot-bundle", text -> text.replace("within: 60s", "within: 6s")
                        .replace("\nsteps:", "\nsecrets: { psk: \"env:PSK\" }\n\nsteps:")))
                .images(images)
                .environment(Map.of("PSK", SECRET))
                .protocols(StationProtocols.with(server))
                .engineers(Duration.ofMinutes(15), "boss")
                .start();
        BoardSpec.parse("uboot-console:pace=none,serial=RK-7", 1).plug(line.hub(), 1, pages, told -> {});
        line.awaitState(1, PortState.AwaitingScan.class);
        chromium = Chromium.start();
        page = chromium.page();
        page.size(1280, 720);
        page.prefer(true, true);
    }

    @AfterEach
    void close() throws Exception {
        page.close();
        chromium.close();
        line.close();
        server.close();
        pages.close();
    }

    private void awaitIn(String expression, String part) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(page.text(expression)).contains(part));
    }

    private void asBoss() {
        page.open(line.station().url());
        awaitIn("document.activeElement.id", "scan");
        page.type("OP-boss");
        page.press("Enter");
        awaitIn("document.getElementById('outcome').textContent", "boss");
    }

    private void open(String shell) {
        page.open(line.station().url() + "/shell?port=virtual:1&slot=01");
        awaitIn(TOLD, "Choose where to work");
        page.evaluate("document.querySelector('[data-shell=" + shell + "]').click()");
    }

    private void type(String keys) {
        page.type(keys);
        page.press("Enter");
    }

    @Test
    void anEngineerWorksAtThePromptAndNoJobStartsMeanwhile() throws Exception {
        asBoss();
        open("bootloader-shell");
        awaitIn(SHOWN, "[At U-Boot's prompt]");
        awaitIn(SHOWN, "\n=>");
        type("version");
        awaitIn(SHOWN, "U-Boot 20");
        type("printenv serial#");
        awaitIn(SHOWN, "serial#=RK-7");
        type("setenv psk " + SECRET + "; printenv psk; echo done");
        awaitIn(SHOWN, "\ndone");
        assertThat(page.text(SHOWN)).contains("psk=[secret]").doesNotContain("ter2", "forever");
        page.screenshot(Path.of("target", "screens", "shell.png"));
        assertThat(line.status(1).engineer()).isEqualTo("boss");

        assertThat(line.scanFor(1, "UF-00001"))
                .isInstanceOfSatisfying(ScanOutcome.Refused.class, refused -> assertThat(refused.message())
                        .contains("has an engineer's shell open (boss): close it first."));

        page.evaluate("document.querySelector('.xterm-helper-textarea').dispatchEvent(new KeyboardEvent('keydown',"
                + " {key: ']', code: 'BracketRight', keyCode: 221, ctrlKey: true, bubbles: true}))");
        awaitIn(TOLD, "The shell is closed, and the slot is free.");
        await().untilAsserted(() -> assertThat(line.status(1).engineer()).isNull());
        assertThat(page.complaints()).isEmpty();
        open("bootloader-shell");
        awaitIn(SHOWN, "[At U-Boot's prompt]");
        line.hub().unplug(1);
        awaitIn(TOLD, "the board's console");
    }

    /** A virtual Linux boots as slowly as its board's line is. */
    @Test
    @Tag("long")
    void theShellOfABundlesLinuxIsReachedByTheRecipe() {
        asBoss();
        open("busybox-shell");
        awaitIn(SHOWN, "[At the shell of the board's Linux]");
        type("uname -sr");
        awaitIn(SHOWN, "\nLinux 6.1");
    }

    @Test
    void whoIsNobodyIsToldWhatToDo() {
        open("bootloader-shell");
        awaitIn(TOLD, "Only an engineer may work at a board's prompt: scan an engineer's badge at this page");
    }
}
