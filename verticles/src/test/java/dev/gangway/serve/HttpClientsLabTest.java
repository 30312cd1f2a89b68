package dev.gangway.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.format.ImageData;
import dev.gangway.model.Digest;
import dev.gangway.protocol.FileSource;
import dev.gangway.protocol.WebOffer;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Debian's HTTP clients fetch from our server: curl, GNU's wget and busybox's, which small Linux systems have. */
@Tag("lab")
@Timeout(120)
class HttpClientsLabTest {
    private static final int PATIENCE = 60;

    @TempDir
    Path folder;

    private final byte[] content = new byte[30_000_007];
    private HttpFileServer server;
    private WebOffer offer;

    @BeforeEach
    void start() throws IOException {
        new SplittableRandom(35).nextBytes(content);
        server = HttpFileServer.open(InetAddress.getLoopbackAddress(), 0);
        offer = server.publish(
                "disk.img",
                FileSource.of(
                        ImageData.of(ByteBuffer.wrap(content)), Optional.of(Digest.of(ByteBuffer.wrap(content)))));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** How each is told to fetch to a file, and to go on with one. */
    private enum Client {
        CURL(List.of("curl", "-fsS", "-o"), List.of("-C", "-")),
        WGET(List.of("wget", "-nv", "--tries=1", "-O"), List.of()),
        BUSYBOX(List.of("busybox", "wget", "-O"), List.of("-c"));

        private final List<String> words;
        private final List<String> goingOn;

        Client(List<String> words, List<String> goingOn) {
            this.words = words;
            this.goingOn = goingOn;
        }

        List<String> fetch(Path to, String link) {
            List<String> command = new ArrayList<>(words);
            command.addAll(List.of(to.toString(), link));
            return command;
        }

        /** GNU's wget goes on with a file of the link's name only. */
        List<String> resume(Path to, String link) {
            if (this == WGET) {
                return List.of(
                        "wget",
                        "-nv",
                        "--tries=1",
                        "-c",
                        "-P",
                        to.resolveSibling("").toString(),
                        link);
            }
            List<String> command = new ArrayList<>(fetch(to, link));
            command.addAll(command.size() - 3, goingOn);
            return command;
        }
    }

    private record Ended(int code, String said) {}

    private Process begin(List<String> command, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.toLowerCase(java.util.Locale.ROOT)
                .endsWith("_proxy"));
        return builder.start();
    }

    private Ended run(List<String> command) throws Exception {
        Path log = folder.resolve("log");
        return end(begin(command, log), command, log);
    }

    private static Ended end(Process process, List<String> command, Path log) throws Exception {
        boolean ended = process.waitFor(PATIENCE, TimeUnit.SECONDS);
        process.destroyForcibly();
        String said = command + ": " + Files.readString(log);
        assertThat(ended).as(said).isTrue();
        return new Ended(process.exitValue(), said);
    }

    private void requireContent(Path out, String said) throws IOException {
        assertThat(Arrays.mismatch(Files.readAllBytes(out), content)).as(said).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void fetchesAWholeFile(Client client) throws Exception {
        Path out = folder.resolve("out");

        Ended ended = run(client.fetch(out, offer.link()));

        assertThat(ended.code()).as(ended.said()).isZero();
        requireContent(out, ended.said());
        assertThat(offer.delivered().whole()).isTrue();
        assertThat(offer.delivered().bytes()).isEqualTo(content.length);
        assertThat(offer.delivered().peers()).containsExactly("127.0.0.1");
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void goesOnWithAPart(Client client) throws Exception {
        Path out = Files.write(folder.resolve("disk.img"), Arrays.copyOf(content, 20_000_003));

        Ended ended = run(client.resume(out, offer.link()));

        assertThat(ended.code()).as(ended.said()).isZero();
        requireContent(out, ended.said());
        assertThat(offer.delivered().bytes()).isEqualTo(content.length - 20_000_003L);
        assertThat(offer.delivered().whole()).isFalse();
    }

    @Test
    void fourRangesAtOnceMakeTheFile() throws Exception {
        List<Process> processes = new ArrayList<>();
        int part = content.length / 4 + 1;
        for (int i = 0; i < 4; i++) {
            String range = i * part + "-" + Math.min(content.length - 1, (i + 1) * part - 1);
            processes.add(begin(
                    List.of(
                            "curl",
                            "-fsS",
                            "-r",
                            range,
                            "-o",
                            folder.resolve("part" + i).toString(),
                            offer.link()),
                    folder.resolve("log" + i)));
        }
        ByteBuffer all = ByteBuffer.allocate(content.length);
        for (int i = 0; i < 4; i++) {
            assertThat(end(processes.get(i), List.of("part", "" + i), folder.resolve("log" + i))
                            .code())
                    .isZero();
            all.put(Files.readAllBytes(folder.resolve("part" + i)));
        }
        assertThat(Arrays.mismatch(all.array(), content)).isEqualTo(-1);
        assertThat(offer.delivered().answers()).isEqualTo(4);
        assertThat(offer.delivered().whole()).isTrue();
    }

    @Test
    void aRangeBehindTheEndIsAnError() throws Exception {
        Ended ended = run(List.of("curl", "-fsS", "-r", "30000007-", "-o", "/dev/null", offer.link()));

        assertThat(ended.code()).as(ended.said()).isEqualTo(22);
        assertThat(ended.said()).contains("416");
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aFileThatNobodyOffersIsNotFound(Client client) throws Exception {
        offer.close();

        Ended ended = run(client.fetch(folder.resolve("out"), offer.link()));

        assertThat(ended.code()).as(ended.said()).isNotZero();
        assertThat(ended.said()).contains("404");
    }

    @Test
    void aPathThatLeavesIsNotFound() throws Exception {
        String link = offer.link();
        String server = link.substring(0, link.indexOf('/', 8));
        for (String path : List.of(
                "/../../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/etc/passwd",
                "/",
                link.substring(server.length()) + "/../../..")) {
            Ended ended = run(List.of("curl", "-fsS", "--path-as-is", server + path));

            assertThat(ended.code()).as(ended.said()).isEqualTo(22);
            assertThat(ended.said()).contains("404").doesNotContain("root:");
        }
    }

    /** Of a file that is still on its way to the station, of which the rest never comes. */
    @ParameterizedTest
    @EnumSource(Client.class)
    void nobodyTakesHalfAFileForAll(Client client) throws Exception {
        for (OptionalLong length : List.of(OptionalLong.empty(), OptionalLong.of(content.length))) {
            PipedOutputStream pipe = new PipedOutputStream();
            PipedInputStream in = new PipedInputStream(pipe, 1 << 16);
            SpooledFile spool = SpooledFile.of(
                    "the image", () -> SpooledFileTest.incoming(in, length), folder.resolve("spool"), 1L << 30);
            try (WebOffer growing = server.publish("half.img", spool)) {
                List<String> command = client.fetch(folder.resolve("half"), growing.link());
                Path log = folder.resolve("half.log");
                Process process = begin(command, log);
                pipe.write(content, 0, 1_000_000);
                pipe.flush();
                await().until(() -> growing.delivered().bytes() == 1_000_000);
                spool.close();

                Ended ended = end(process, command, log);
                assertThat(ended.code()).as(ended.said()).isNotZero();
                assertThat(growing.delivered().whole()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aFileIsFetchedWhileItComes(Client client) throws Exception {
        PipedOutputStream pipe = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(pipe, 1 << 16);
        try (SpooledFile spool = SpooledFile.of(
                        "the image",
                        () -> SpooledFileTest.incoming(in, OptionalLong.empty()),
                        folder.resolve("spool"),
                        1L << 30);
                WebOffer growing = server.publish("disk.img", spool)) {
            Path out = folder.resolve("out");
            List<String> command = client.fetch(out, growing.link());
            Process process = begin(command, folder.resolve("log"));
            pipe.write(content, 0, 1_000_000);
            pipe.flush();
            await().until(() -> growing.delivered().bytes() == 1_000_000);
            pipe.write(content, 1_000_000, content.length - 1_000_000);
            pipe.close();

            Ended ended = end(process, command, folder.resolve("log"));
            assertThat(ended.code()).as(ended.said()).isZero();
            requireContent(out, ended.said());
            assertThat(growing.delivered().whole()).isTrue();
        }
    }
}
