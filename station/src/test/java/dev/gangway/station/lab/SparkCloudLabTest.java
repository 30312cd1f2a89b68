package dev.gangway.station.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spark.AirApplication;
import dev.gangway.virtual.spark.AirBoard;
import dev.gangway.virtual.spec.BoardSpec;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our virtual Core judged by a cloud that we did not write: npm's @brewskey/spark-protocol, which speaks to firmware from 0.4. */
@Tag("lab")
@Timeout(120)
class SparkCloudLabTest {
    private static final String ID = "53ff6c065067544840551187";
    private static final String PROGRAM = "cloud.js";

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private final List<String> console = new CopyOnWriteArrayList<>();
    private Process judge;
    private PrintWriter orders;
    private BufferedReader answers;
    private int port;

    @BeforeEach
    void start() throws Exception {
        for (String name : List.of("devices", "keys", "binaries")) {
            Files.createDirectories(folder.resolve(name));
        }
        makeKey();
        List<String> command =
                new ArrayList<>(NpmPackage.fetched("spark-cloud", PROGRAM).command(PROGRAM));
        command.add(folder.toString());
        judge = new ProcessBuilder(command)
                .redirectError(folder.resolve("judge.log").toFile())
                .start();
        orders = new PrintWriter(judge.outputWriter(UTF_8), true);
        answers = judge.inputReader(UTF_8);
        port = answer().getInteger("port");
    }

    /** A key that the package makes itself it uses, until it is started again, in a way that no Core knows (OAEP). */
    private void makeKey() throws Exception {
        KeyPairGenerator maker = KeyPairGenerator.getInstance("RSA");
        maker.initialize(2048);
        KeyPair pair = maker.generateKeyPair();
        Files.writeString(
                folder.resolve("keys/server.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        Files.write(folder.resolve("server.der"), pair.getPublic().getEncoded());
    }

    @AfterEach
    void end() {
        hub.close();
        pages.close();
        judge.destroy();
    }

    private JsonObject answer() throws IOException {
        String line = answers.readLine();
        assertThat(line).as("the judge's log: %s", log()).isNotNull();
        return new JsonObject(line);
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("judge.log"));
    }

    private JsonObject judged(String... words) throws IOException {
        orders.println(String.join(" ", words));
        JsonObject answer = answer();
        assertThat(answer.getString("error"))
                .as("%s, the judge's log: %s, the Core's: %s", String.join(" ", words), log(), console)
                .isNull();
        return answer;
    }

    private AirBoard plug(String more) {
        String spec = "spark-cloud:pace=none,core-id=" + ID + ",cloud=127.0.0.1:" + port + ",server="
                + folder.resolve("server.der") + more;
        return (AirBoard) BoardSpec.parse(spec, 1).plug(hub, 1, pages, console::add);
    }

    /** The package falls over a key that has no file of attributes beside it. */
    private AirBoard enrolled(String more) throws IOException {
        Files.writeString(folder.resolve("devices/" + ID + ".json"), "{\"deviceID\":\"" + ID + "\"}");
        return plug(",enrol=" + folder.resolve("devices") + more);
    }

    @Test
    void itShakesHandsGreetsAndTellsWhatItCanDo() throws Exception {
        enrolled(",version=7");

        JsonObject told = judged("met", ID);

        assertThat(told.getInteger("productFirmwareVersion")).isEqualTo(7);
        assertThat(told.getInteger("platformId")).isZero();
        assertThat(told.getJsonArray("functions")).containsExactly("flashcrc");
        judged("shine", ID);
    }

    /** It pings after a second in which it heard nothing, and leaves when nobody answers. */
    @Test
    void itsPingsAreAnsweredForAsLongAsNobodySpeaks() throws Exception {
        enrolled("");
        judged("met", ID);

        assertThat(judged("idle", ID, "13000").getBoolean("stayed")).isTrue();

        assertThat(console).noneMatch(line -> line.contains("link dropped"));
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 5_000, 100_000})
    void firmwareIsInstalledOverTheAirByTheFastWay(int size) throws Exception {
        byte[] firmware = AirApplication.image(size, 0, 9, size);
        Path file = Files.write(folder.resolve("firmware.bin"), firmware);
        AirBoard core = enrolled(",version=7");
        String before = judged("met", ID).getString("connection");

        assertThat(judged("flash", ID, file.toString()).getString("status")).isEqualTo("Update finished");

        await().atMost(Duration.ofSeconds(30))
                .until(() -> !judged("met", ID).getString("connection").equals(before));
        assertThat(judged("met", ID).getInteger("productFirmwareVersion")).isEqualTo(9);
        assertThat(Arrays.copyOf(core.application(), firmware.length)).isEqualTo(firmware);
        assertThat(log()).contains("Starting FastOTA update");
        CRC32 crc = new CRC32();
        crc.update(firmware);
        assertThat(judged("call", ID, "flashcrc", String.format("8005000,%x", firmware.length))
                        .getInteger("answer"))
                .isEqualTo((int) crc.getValue());
    }

    @Test
    void aCoreWhoseKeyIsNotEnrolledIsNotServed() throws Exception {
        plug("");

        await().atMost(Duration.ofSeconds(30)).until(() -> log().contains("Device startup failed"));
        assertThat(console).noneMatch(line -> line.contains("greet"));
    }
}
