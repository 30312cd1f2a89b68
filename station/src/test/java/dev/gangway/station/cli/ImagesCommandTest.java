package dev.gangway.station.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gangway.shell.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesCommandTest {
    private final byte[] firmware = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    private HttpServer server;
    private String config = "";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @BeforeEach
    void write() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/a.bin", exchange -> {
            boolean known = "Bearer t0ken".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(known ? 200 : 401, known ? firmware.length : -1);
            if (known) {
                exchange.getResponseBody().write(firmware);
            }
            exchange.close();
        });
        server.start();
        int port = server.getAddress().getPort();
        Files.writeString(folder.resolve("token"), "t0ken\n");
        Path file = Files.writeString(folder.resolve("station.yaml"), """
                kind: station
                station: test-1
                data: data
                bus: { type: virtual, ports: 4 }
                recipes: { folder: recipes }
                images:
                  hosts: { "127.0.0.1:%d": { token: "file:token" } }
                """.formatted(port));
        config = file.toString();
        Files.createDirectories(folder.resolve("recipes"));
        recipe("");
    }

    private void recipe(String more) throws IOException {
        Files.writeString(folder.resolve("recipes/mine.yaml"), """
                kind: recipe
                version: 1
                title: Mine
                serves: { mode: dfu, chips: [spark-core] }
                serial: { pattern: "[0-9]{3}" }
                images:
                  firmware: { file: f.bin, format: raw, from: "http://127.0.0.1:%d/a.bin"%s }
                steps:
                  - dfu.write: firmware
                    alt: firmware
                  - dfu.verify: firmware
                    alt: firmware
                """.formatted(
                        server.getAddress().getPort(), more));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private CommandRun run(String... words) {
        return CommandRun.of(
                Stream.concat(Stream.of(words), Stream.of("--config", config)).toArray(String[]::new));
    }

    @Test
    void whatIsFetchedIsListedVerifiedAndRemoved() throws IOException {
        assertThat(run("images", "list").out()).containsPattern("mine +firmware +no ");
        assertThat(run("check").out()).contains("No problem found.");
        assertThat(run("recipe", "test", "mine").out())
                .contains("it is not fetched yet: gangway images fetch mine does that");

        CommandRun fetched = run("images", "fetch", "mine");
        assertThat(fetched.code()).as(fetched.err()).isEqualTo(ExitCode.OK);
        assertThat(fetched.out())
                .contains(
                        "mine firmware: 10 bytes, sha256 c848e1013f9f04a9d63fa43ce7fd4af035152c7c669a4a404b67107cee5f2e4e");
        server.stop(0);

        assertThat(run("images", "list").out())
                .containsPattern("mine +firmware +yes +10 ")
                .contains("c848e1013f9f");
        assertThat(run("images", "list", "--json").out())
                .contains("\"kept\":true")
                .contains("\"recipe\":\"mine\"");
        assertThat(run("recipe", "test", "mine").out()).contains("ok    firmware: ");
        assertThat(run("images", "verify").code()).isEqualTo(ExitCode.OK);
        try (Stream<Path> files = Files.walk(folder.resolve("data/downloads"))) {
            Path image =
                    files.filter(file -> file.endsWith("f.bin")).findFirst().orElseThrow();
            Files.write(image, new byte[firmware.length]);
        }
        CommandRun verified = run("images", "verify");
        assertThat(verified.code()).isEqualTo(ExitCode.NOT_PASSED);
        assertThat(verified.out()).contains("WRONG").contains("gangway images rm c848e1013f9f");

        assertThat(run("images", "rm", "c848e1013f9f").code()).isEqualTo(ExitCode.OK);
        assertThat(run("images", "rm", "c848e1013f9f").code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run("images", "rm").code()).isEqualTo(ExitCode.INVALID);
        assertThat(run("images", "rm", "--all").code()).isEqualTo(ExitCode.OK);
        assertThat(run("images", "list").out()).containsPattern("mine +firmware +no ");
    }

    @Test
    void whatCannotBeFetchedSaysWhy() throws IOException {
        recipe(", sha256: \"" + "1".repeat(64) + "\"");
        CommandRun wrong = run("images", "fetch");
        assertThat(wrong.code()).isEqualTo(ExitCode.INVALID);
        assertThat(wrong.err()).contains("the recipe wants " + "1".repeat(64)).doesNotContain("t0ken");

        Files.writeString(folder.resolve("token"), "other");
        CommandRun refused = run("images", "fetch", "mine");
        assertThat(refused.code()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(refused.err()).contains("answers with status 401").doesNotContain("other");
        assertThat(run("images", "fetch", "none").code()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void whatARecipeMayNotSayIsTold() throws IOException {
        for (String[] wrong : new String[][] {
            {"from: \"http://a.example/x\"", "what comes without encryption may be anything"},
            {"from: \"https://u:p@a.example/x\"", "a user and a password in a link are seen by others"},
            {"sha256: \"" + "1".repeat(64) + "\"", "is of what is fetched"},
            {"from: \"https://a.example/x\", member: \"../x\"", "expected a relative path inside the archive"},
            {"from: [\"ftp://a.example/x\"]", "expected http://"},
        }) {
            recipe("");
            Path file = folder.resolve("recipes/mine.yaml");
            Files.writeString(
                    file, Files.readString(file).replaceFirst("from: \"[^\"]*\"", wrong[0].replace("\\", "\\\\")));

            CommandRun run = run("check");

            assertThat(run.code()).as(wrong[0]).isEqualTo(ExitCode.INVALID);
            assertThat(run.out()).contains("mine.yaml:7: images.firmware").contains(wrong[1]);
        }
    }
}
