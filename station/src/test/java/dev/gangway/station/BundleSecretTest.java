package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.console.ConsoleFolder;
import dev.gangway.message.JobSummary;
import dev.gangway.message.Message;
import dev.gangway.station.cli.CommandRun;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The password that a bundle brings is in nothing that is shown, sent or kept, whatever the board or the bundle does with it. */
@Tag("lab")
class BundleSecretTest {
    private static final String PASSWORD = "tr0ub4dorhorse";

    @TempDir
    Path folder;

    private final List<String> sent = new CopyOnWriteArrayList<>();

    /** The board repeats the password in an answer, and the command that fails has it in its words. */
    private static String telling(String manifest, String password) {
        return manifest.replace("login:\n", "login:\n    username: root\n    password: \"" + password + "\"\n")
                .replace("- \"sync\"", "- \"echo it is " + password + "\"\n    - \"false " + password + "\"");
    }

    private JobSummary run(BundleLine bundles, String password) throws Exception {
        bundles.change("bundle/manifest.yaml", text -> telling(text, password));
        try (LineHarness line = bundles.start(BundleLine::once)) {
            line.station().vertx().eventBus().<Message>addOutboundInterceptor(message -> {
                sent.add(String.valueOf(message.message().body()));
                message.next();
            });
            bundles.plug(line, ",login=root/" + password);
            JobSummary job = bundles.run(line);
            sent.add(page(line, "/api/v1/state"));
            sent.add(page(line, "/api/v1/ports/virtual:1"));
            sent.add(page(line, "/api/v1/jobs/" + job.job() + "/console"));
            sent.add(page(line, "/api/v1/jobs/" + job.job() + "/console.log"));
            for (String[] words : new String[][] {{"show", "UF-00001"}, {"console", "UF-00001"}, {"export"}}) {
                sent.add(gangway(words));
            }
            return job;
        }
    }

    private String gangway(String... words) {
        return CommandRun.of(Stream.concat(
                                Stream.of("--data", folder.resolve("data").toString(), "ledger"), Stream.of(words))
                        .toArray(String[]::new))
                .out();
    }

    private static String page(LineHarness line, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(line.station().url() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static boolean holds(Path file, String text) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (file.toString().endsWith(".gz")) {
                try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
                    bytes = in.readAllBytes();
                }
            }
            return new String(bytes, StandardCharsets.ISO_8859_1).contains(text)
                    || new String(bytes, StandardCharsets.UTF_16BE).contains(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String console(JobSummary job) throws IOException {
        return new ConsoleFolder(folder.resolve("data")).read(job.job(), 1).orElseThrow();
    }

    @Test
    void aBundlesPasswordIsNowhere() throws Exception {
        try (BundleLine bundles = new BundleLine(folder, 100_000)) {
            JobSummary job = run(bundles, PASSWORD);

            assertThat(Objects.requireNonNull(job.failure()).message())
                    .contains("\"false [secret bundle's password]\" failed (1)");
            assertThat(console(job)).contains("it is [secret bundle's password]");
            assertThat(sent).hasSizeGreaterThan(20).noneMatch(text -> text.contains(PASSWORD));
            assertThat(sent).anyMatch(text -> text.contains("[secret bundle's password]"));
            try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
                assertThat(files.filter(Files::isRegularFile)).isNotEmpty().noneMatch(file -> holds(file, PASSWORD));
            }
        }
    }

    @Test
    void aPasswordThatCannotBeMaskedIsToldAsThat() throws Exception {
        try (BundleLine bundles = new BundleLine(folder, 100_000)) {
            JobSummary job = run(bundles, "abc");

            assertThat(job.steps()).anyMatch(step -> step.facts()
                    .getOrDefault("bundle's password", "")
                    .startsWith("has less than 4 signs, so it is not masked"));
        }
    }

    /** As many boards have it: the user's name stands in the log of each login. */
    @Test
    void aPasswordThatIsTheUsersNameTakesNoWordAway() throws Exception {
        try (BundleLine bundles = new BundleLine(folder, 100_000)) {
            JobSummary job = run(bundles, "root");

            assertThat(console(job)).contains("flasher login: root");
        }
    }
}
