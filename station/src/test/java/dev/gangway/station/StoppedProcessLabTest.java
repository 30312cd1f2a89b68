package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.web.browser.BrowserPage;
import dev.gangway.web.browser.Chromium;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a station whose process is stopped by a signal: it is there, its connections are, and nothing comes. */
@Tag("lab")
class StoppedProcessLabTest {
    @TempDir
    Path folder;

    private Process station() throws Exception {
        Path config = Files.writeString(folder.resolve("station.yaml"), """
                kind: station
                station: bench-1
                line: Line 1
                data: data
                http: { host: 127.0.0.1, port: 0 }
                bus: { type: virtual, ports: 2 }
                recipes: { folder: %s, use: [chip-pro] }
                images: { folder: images }
                """.formatted(
                        Path.of("..", "config", "recipes").toAbsolutePath().normalize()));
        List<String> command = ProductJvm.command(List.of());
        command.addAll(List.of("--config", config.toString(), "--json", "run"));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String readyAt(BufferedReader out) throws Exception {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.contains("station.ready")) {
                return new JsonObject(line).getString("http");
            }
        }
        throw new AssertionError("the station did not start");
    }

    private static void signal(String name, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void awaitText(BrowserPage page, String expression, String expected) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(page.text(expression)).isEqualTo(expected));
    }

    @Test
    void isGreyWithinThreeSecondsAndGoesOnWhereTheStationDoes() throws Exception {
        Process station = station();
        try (BufferedReader out = station.inputReader();
                Chromium chromium = Chromium.start();
                BrowserPage page = chromium.page()) {
            page.open(readyAt(out));
            awaitText(page, "document.querySelector('main')?.className === ''", "true");
            page.evaluate(
                    "window.greyAt = 0; new MutationObserver(() => { if (document.querySelector('main').className ==="
                            + " 'grey') window.greyAt ||= performance.now(); }).observe(document.querySelector('main'),"
                            + " {attributes: true}); window.stoppedAt = performance.now()");
            signal("STOP", station);
            awaitText(page, "document.querySelector('main').className", "grey");
            assertThat(Double.parseDouble(page.text("window.greyAt - window.stoppedAt")))
                    .isBetween(1_000.0, 3_000.0);

            signal("CONT", station);
            awaitText(page, "document.querySelector('main').className", "");
            awaitText(page, "document.querySelector('.lost') === null", "true");
        } finally {
            station.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }
}
