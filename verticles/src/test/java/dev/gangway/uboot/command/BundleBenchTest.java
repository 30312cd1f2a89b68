package dev.gangway.uboot.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gangway.model.Digest;
import dev.gangway.protocol.FileServers;
import dev.gangway.serve.BoardFiles;
import dev.gangway.shell.ExitCode;
import dev.gangway.shell.VerbsOnHub;
import dev.gangway.uboot.bundle.source.BundleSources;
import dev.gangway.uboot.step.UbootProtocol;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uboot.ConsoleBoard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code gangway uboot flash BUNDLE IMAGE} on virtual boards. */
@Timeout(120)
class BundleBenchTest {
    private static final String SERVE = " --serve 127.0.0.1:0";

    @TempDir
    Path folder;

    private final byte[] disk = new byte[250_001];
    private VerbsOnHub bench;

    @BeforeEach
    void begin() throws IOException {
        BoardSpec spec = BoardSpec.parse("uboot-console", 1);
        spec.kind().writeImages(spec.options(), folder, 1000, 7);
        new SplittableRandom(5).nextBytes(disk);
        Files.write(folder.resolve("disk.img"), disk);
        bench = new VerbsOnHub(
                new UbootProtocol(
                                FileServers.NONE,
                                (address, port) -> BoardFiles.open(address, port, 0),
                                new BundleSources(folder.resolve("cache/bundles"), Map.of()))
                        .bench()
                        .orElseThrow(),
                folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private ConsoleBoard plug(String more) {
        return bench.plug(ConsoleBoard.class, 1, "uboot-console:pace=none" + more);
    }

    private void requireWritten(ConsoleBoard board, long at) {
        assertThat(Arrays.mismatch(board.read(at, disk.length), disk)).isEqualTo(-1);
        assertThat(board.read(at + disk.length, 10_000)).containsOnly(0);
    }

    @Test
    void flashesAFileAsTheBundleSays() {
        ConsoleBoard board = plug("");

        assertThat(bench.run("flash bundle disk.img --variant extended --console-debug" + SERVE))
                .as(bench.errors())
                .isZero();

        requireWritten(board, 0);
        assertThat(bench.printed())
                .contains("kernel    Image at 0x40400000, 300000 bytes, SHA-256 ")
                .contains("dtb       extended.dtb at 0x43000000, ")
                .contains("variant   extended\n")
                .contains("target    /dev/vda, ")
                .contains("sha256    " + Digest.of(ByteBuffer.wrap(disk)))
                .contains("flashed   disk.img is on /dev/vda, read back and compared");
        assertThat(bench.errors()).contains("Starting kernel ...");
    }

    /** The board repeats the password in an answer, and the command that fails has it in its words. */
    private void tellingOf(String password) throws IOException {
        Path manifest = folder.resolve("bundle/manifest.yaml");
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replace("login:\n", "login:\n    username: root\n    password: \"" + password + "\"\n")
                        .replace("- \"sync\"", "- \"echo it is " + password + "\"\n    - \"false " + password + "\""));
    }

    @Test
    void whatTheConsoleSaysOfTheBundlesPasswordIsMasked() throws IOException {
        String password = "tr0ub4dorhorse";
        tellingOf(password);
        plug(",login=root/" + password);

        assertThat(bench.run("flash bundle disk.img --console-debug" + SERVE)).isNotZero();

        assertThat(bench.errors())
                .contains("flasher login: root\n", "\nit is [secret bundle's password]\n")
                .contains("uboot: error: \"false [secret bundle's password]\" failed (1)");
        assertThat(bench.run("bundle bundle")).isZero();
        assertThat(bench.printed()).contains("preflash  echo it is [secret bundle's password]\n");
        assertThat(bench.errors() + bench.printed()).doesNotContain(password);
    }

    @Test
    void aPasswordThatCannotBeMaskedIsToldAsThat() throws IOException {
        tellingOf("abc");

        assertThat(bench.run("bundle bundle")).isZero();
        assertThat(bench.errors()).contains("note: the bundle's password has less than 4 signs, so it is not masked");
    }

    private String serve(HttpServer server, byte[] bytes) {
        server.createContext("/disk.img.gz", exchange -> {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/disk.img.gz";
    }

    private byte[] packed() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(disk);
        }
        return out.toByteArray();
    }

    @Test
    void streamsAPackedImageFromALinkToAPartition() throws Exception {
        byte[] packed = packed();
        Files.writeString(folder.resolve("SHA256SUMS"), Digest.of(ByteBuffer.wrap(packed)) + " *build/disk.img.gz\n");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try {
            String link = serve(server, packed);
            ConsoleBoard board = plug(",partitions=boot/rootfs,twin=on,size=4M");

            assertThat(bench.run("flash bundle " + link + " --partition rootfs --checksum-file SHA256SUMS" + SERVE))
                    .as(bench.errors())
                    .isZero();

            requireWritten(board, 2 << 20);
            assertThat(board.read(0, 2 << 20)).containsOnly(0);
            assertThat(bench.printed()).contains("flashed   disk.img.gz is on /dev/vda2, read back and compared");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aLinkThatLeadsNowhereTouchesNothing() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        try {
            ConsoleBoard board = plug("");

            assertThat(bench.run("flash bundle http://127.0.0.1:"
                            + server.getAddress().getPort() + "/none" + SERVE))
                    .isNotZero();

            assertThat(bench.errors()).contains("/none answers with status 404: there is no such thing");
            assertThat(board.read(0, 10_000)).containsOnly(0);
            assertThat(bench.printed()).doesNotContain("kernel");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void anImageOfAnotherChecksumIsNotWritten() {
        ConsoleBoard board = plug("");

        assertThat(bench.run("flash bundle disk.img --checksum " + "ab".repeat(32) + SERVE))
                .isNotZero();

        assertThat(bench.errors()).contains("disk.img has the SHA-256 ");
        assertThat(board.read(0, 10_000)).containsOnly(0);
    }

    /** No board is needed to find that out. */
    @ParameterizedTest
    @CsvSource({
        "flash bundle disk.img, needs a FILE",
        "flash bundle disk.img --serve 127.0.0.1:0 --target emc, no target \"emc\"",
        "flash bundle disk.img --serve 127.0.0.1:0 --variant emc, no variant \"emc\"",
        "flash none disk.img --serve 127.0.0.1:0, there is no bundle",
        "flash bundle disk.img --serve 127.0.0.1:0 --to x, is for uboot flash FILE",
        "flash bundle disk.img --serve 127.0.0.1:0 --checksum x, 64 hex digits",
        "flash bundle disk.img --serve 127.0.0.1:0 --checksum-file none, none can't be read",
        "flash bundle disk.img --serve 127.0.0.1:0 --partition a;b, takes a partition's label",
        "flash bundle http://a^b --serve 127.0.0.1:0, is no address of an image",
        "flash disk.img --to virtio#0 --serve 127.0.0.1:0 --partition x, is for uboot flash BUNDLE IMAGE"
    })
    void wrongWordsAreNamed(String words, String why) {
        assertThat(bench.run(words)).isNotZero().isNotEqualTo(ExitCode.NOT_FOUND);
        assertThat(bench.errors()).contains(why);
    }
}
