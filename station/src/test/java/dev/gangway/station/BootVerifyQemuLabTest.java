package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gangway.config.PortConsole;
import dev.gangway.config.PortFixture;
import dev.gangway.config.PowerConfig;
import dev.gangway.config.StationConfig.PortEntry;
import dev.gangway.message.JobSummary;
import dev.gangway.message.StepResult;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.recipe.Recipe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real U-Boot says on its console is heard, beside a port and on a port's own line. */
@Tag("lab")
class BootVerifyQemuLabTest {
    private static final String ASKED = """
              - console.expect: "U-Boot (?<uboot>20[0-9.]+)"
                name: it starts
                within: 30s
              - console.expect: "Hit any key"
                within: 20s
              - console.type: version
                name: stop it
              - console.expect: "=> $"
                within: 20s
              - console.type: "echo kept as {{serial}}"
                name: ask
              - console.expect: "^kept as (?<heard>CP-[0-9]+)$"
                name: answer
                within: 10s
            """;

    @TempDir
    Path folder;

    private static String fact(JobSummary job, String step, String fact) {
        return job.steps().stream()
                .filter(one -> one.step().equals(step))
                .map(StepResult::facts)
                .map(facts -> String.valueOf(facts.get(fact)))
                .findFirst()
                .orElseThrow();
    }

    /** The board is a virtual one that is flashed over USB; what it runs then is a real U-Boot. */
    @Test
    void aBoardThatIsFlashedOverUsbIsSwitchedOnAndAsked() throws Exception {
        Path near = Files.createTempDirectory("qb"); // a socket's name is short
        AtomicBoolean on = new AtomicBoolean(true);
        try (QemuUboot unit = QemuUboot.startOff(near, "unit", 1, 1 << 20)) {
            HttpServer outlet = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            outlet.createContext("/", exchange -> {
                String path = exchange.getRequestURI().getPath();
                if (path.equals("/on")) {
                    unit.switchOn();
                }
                on.set(path.equals("/read") ? on.get() : path.equals("/on"));
                byte[] body = (on.get() ? "on" : "off").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            outlet.start();
            String at = "http://127.0.0.1:" + outlet.getAddress().getPort();
            // The board itself stays on its hub: the outlet is that of the unit whose console is heard.
            Recipe recipe = TestRecipes.chipPro(text -> text.replace("attempts: 3", "attempts: 1")
                            .stripTrailing() + "\n  - power: on\n    name: switch it on\n"
                    + ASKED.indent(2).replaceAll("(?m)^  ", ""));
            PortEntry slot = new PortEntry(
                    PortPath.virtual(1),
                    new Slot("01"),
                    0,
                    0,
                    List.of(),
                    new PortFixture(
                            false,
                            new PowerConfig.Http(
                                    URI.create(at + "/on"),
                                    URI.create(at + "/off"),
                                    "GET",
                                    URI.create(at + "/read"),
                                    "^on$",
                                    null),
                            new PortConsole(unit.console(), 115_200)));
            try (LineHarness line =
                    LineSetup.in(folder).ports(1).recipes(recipe).slots(slot).start()) {
                line.plug(1, TestBoard.chip(1));
                line.awaitState(1, PortState.AwaitingScan.class);
                JobSummary job = line.ended(line.start(1, "CP-00001"), Duration.ofMinutes(3))
                        .summary();

                assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
                assertThat(fact(job, "it starts", "uboot")).matches("20[0-9]{2}\\.[0-9]{2}");
                assertThat(fact(job, "answer", "heard")).isEqualTo("CP-00001");
            } finally {
                outlet.stop(0);
            }
        } finally {
            delete(near);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** A board on a serial line is asked on it. */
    @Test
    void aPortThatIsALineIsItsBoardsConsole() throws Exception {
        Recipe recipe = TestRecipes.of("own-line", """
                kind: recipe
                version: 1
                title: asked on its own line
                serves: { mode: uboot-console }
                serial: { pattern: "UB-[0-9]{5}" }
                images: {}
                retry: { attempts: 1 }
                verify: none
                steps:
                  - uboot.stop: usual
                    within: 60s
                  - console.type: version
                  - console.expect: "aarch64-linux-gnu-gcc .*(?<gcc>[0-9]+\\\\.[0-9]+\\\\.[0-9]+)"
                    name: asked
                    within: 10s
                  - uboot.run: printenv loadaddr
                """);
        Files.createDirectories(folder.resolve("images"));
        try (QemuUboot board = QemuUboot.start(folder, "own", 1, 1 << 20)) {
            JobSummary job = new QemuLine(folder, "UB-%05d")
                    .flash(folder.resolve("images"), StationProtocols.ALL, recipe, List.of(board))
                    .get(0);

            assertThat(job.verdict()).as("%s", job.failure()).isEqualTo(Verdict.PASSED);
            assertThat(fact(job, "asked", "gcc")).matches("[0-9.]+");
        }
    }
}
