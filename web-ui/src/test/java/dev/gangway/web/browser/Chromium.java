package dev.gangway.web.browser;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Debian's Chromium without a window. It fails, and does not skip, when the program is missing:
 * {@code apt-get install chromium}.
 */
public final class Chromium implements AutoCloseable {
    private static final String ANNOUNCEMENT = "DevTools listening on ";
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    private final Process process;
    private final Path profile;
    private final String address;

    private Chromium(Process process, Path profile, String address) {
        this.process = process;
        this.profile = profile;
        this.address = address;
    }

    /** Starts one with a new, empty profile. */
    public static Chromium start() throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            throw new IOException(PROGRAM + " is missing: apt-get install chromium");
        }
        Path profile = Files.createTempDirectory("gangway-chromium");
        Process process = new ProcessBuilder(List.of(
                        PROGRAM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank"))
                .redirectErrorStream(true)
                .start();
        return new Chromium(process, profile, devTools(process));
    }

    private static String devTools(Process process) throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            all.append(line).append('\n');
            if (line.startsWith(ANNOUNCEMENT)) {
                URI browser = URI.create(line.substring(ANNOUNCEMENT.length()).strip());
                drain(said);
                return "http://" + browser.getAuthority();
            }
        }
        throw new IOException("chromium ended before it was ready:\n" + all);
    }

    /** Chromium stops when nobody reads what it says. */
    private static void drain(BufferedReader said) {
        Thread reader = new Thread(
                () -> {
                    try {
                        said.transferTo(Writer.nullWriter());
                    } catch (IOException ended) {
                        return;
                    }
                },
                "chromium-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** The page that is open. */
    public BrowserPage page() throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address + "/json/list"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return new JsonArray(answer.body())
                .stream()
                        .map(JsonObject.class::cast)
                        .filter(target -> "page".equals(target.getString("type")))
                        .map(target -> new BrowserPage(URI.create(target.getString("webSocketDebuggerUrl"))))
                        .findFirst()
                        .orElseThrow(() -> new IOException("chromium has no page open: " + answer.body()));
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder()).forEach(Chromium::delete);
        } catch (UncheckedIOException stillInUse) {
            // A temporary folder that a dying helper process still writes to is left to the system.
            return;
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
