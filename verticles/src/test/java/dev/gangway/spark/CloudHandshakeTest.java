package dev.gangway.spark;

import static dev.gangway.spark.SparkVectors.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gangway.channel.Reception;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PemText;
import dev.gangway.model.PortPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may come in, by the dossier's vectors. */
class CloudHandshakeTest {
    private static final int SENT_BY_HANDSHAKE = 40 + 384;

    @TempDir
    Path folder;

    private Path enrolled;
    private ServerKey server;

    @BeforeEach
    void keys() throws Exception {
        Path key = folder.resolve("server.pem");
        PrivateKey vector = SparkVectors.key(SparkVectors.SERVER_P, SparkVectors.SERVER_Q);
        Files.writeString(key, PemText.of(vector.getEncoded(), "PRIVATE KEY"));
        server = ServerKey.in(key);
        enrolled = Files.createDirectories(folder.resolve("enrolled"));
    }

    private void enrol(PrivateKey key) throws Exception {
        Files.writeString(
                enrolled.resolve(SparkVectors.ID + ".pub.pem"),
                PemText.of(publicOf(key).getEncoded(), "PUBLIC KEY"));
    }

    private static RSAPublicKey publicOf(PrivateKey key) throws Exception {
        RSAPrivateCrtKey rsa = (RSAPrivateCrtKey) key;
        return (RSAPublicKey) KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
    }

    private static PrivateKey core() {
        return SparkVectors.key(SparkVectors.CORE_P, SparkVectors.CORE_Q);
    }

    private EnrolledKeys keysInFolder() {
        return new EnrolledKeys(enrolled, folder.resolve("refused"));
    }

    private Reception reception() {
        return new CoreReception(
                server, keysInFolder(), new SparkVectors.Scripted(), () -> Instant.ofEpochSecond(1_400_000_000));
    }

    private static String answer(String dialect) {
        return dialect.equals("C") ? SparkVectors.ANSWER_C : SparkVectors.ANSWER_A;
    }

    private static String hello(String dialect) {
        String frames = dialect.equals("C") ? SparkVectors.FRAMES_C : SparkVectors.FRAMES_A;
        return frames.lines().findFirst().orElseThrow().split(" ")[2];
    }

    @ParameterizedTest
    @CsvSource({"A, 1", "A, 7", "C, 1", "C, 4096"})
    void anEnrolledCoreIsLetInAndGetsTheVectorsBytes(String dialect, int piece) throws Exception {
        enrol(core());
        ScriptedStream stream =
                new ScriptedStream(piece, false).gives(bytes(answer(dialect))).gives(bytes(hello(dialect)));

        try (Reception.Guest guest = reception().receive(stream)) {
            assertThat(guest.port()).isEqualTo(new PortPath("tcp:" + SparkVectors.ID));
            assertThat(guest.mode()).isEqualTo(BootMode.CLOUD);
        }

        byte[] written = stream.written();
        assertThat(Arrays.copyOf(written, 40)).isEqualTo(SparkVectors.counting(40));
        assertThat(Arrays.copyOfRange(written, 40, SENT_BY_HANDSHAKE)).isEqualTo(bytes(SparkVectors.SESSION));
        // Its Hello came first: ours makes it forget that it was upgraded.
        assertThat(written).hasSize(SENT_BY_HANDSHAKE + 18);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "C"})
    void whoIsNotEnrolledIsRefusedAndNotedForAPerson(String dialect) throws IOException {
        FailureException refused = refused(new ScriptedStream(64, false).gives(bytes(answer(dialect))));

        assertThat(refused.failure().kind()).isEqualTo(FailureKind.ACCESS_DENIED);
        assertThat(refused.failure().message()).contains(SparkVectors.ID, "not enrolled");
        assertThat(keysInFolder().refused())
                .singleElement()
                .asString()
                .endsWith(SparkVectors.ID + (dialect.equals("C") ? ".pub.pem" : ".told-no-key"));
    }

    @Test
    void aCoreThatWasRefusedIsAcceptedByMovingItsFile() throws Exception {
        refused(new ScriptedStream(64, false).gives(bytes(answer("C"))));
        Path file = keysInFolder().refused().get(0);
        Files.move(file, enrolled.resolve(file.getFileName()));

        ScriptedStream again =
                new ScriptedStream(64, false).gives(bytes(answer("C"))).gives(bytes(hello("C")));
        assertThat(reception().receive(again).port().text()).endsWith(SparkVectors.ID);
    }

    @Test
    void anotherKeyForAKnownIdIsAnAlarmAndReplacesNothing() throws Exception {
        // Any other key of 1024 bits.
        PrivateKey other = dev.gangway.virtual.spark.AirKeys.made(5);
        enrol(other);
        String before = Files.readString(enrolled.resolve(SparkVectors.ID + ".pub.pem"));

        ScriptedStream stream = new ScriptedStream(64, false).gives(bytes(answer("C")));
        FailureException refused = refused(stream);

        assertThat(refused.failure().message()).contains("ALARM", SparkVectors.ID);
        assertThat(Files.readString(enrolled.resolve(SparkVectors.ID + ".pub.pem")))
                .isEqualTo(before);
        // Nothing is sent behind the nonce.
        assertThat(stream.written()).hasSize(40);
    }

    @Test
    void aCoreWithoutThePrivateHalfStaysAStranger() throws Exception {
        // It told the right id, and its first frame is of another session.
        enrol(core());
        byte[] frame = bytes(hello("A"));
        frame[5] ^= 1;

        FailureException refused =
                refused(new ScriptedStream(64, false).gives(bytes(answer("A"))).gives(frame));

        assertThat(refused.failure().kind()).isEqualTo(FailureKind.PROTOCOL_GARBAGE);
    }

    @Test
    void anOldSessionsAnswerIsRefused() throws Exception {
        enrol(core());
        SparkVectors.Scripted random = new SparkVectors.Scripted();
        random.nextBytes(new byte[80]);
        random.nextBytes(new byte[80]); // another nonce
        CoreReception reception = new CoreReception(server, keysInFolder(), random, () -> Instant.EPOCH);

        FailureException refused = catchThrowableOfType(
                FailureException.class,
                () -> reception.receive(new ScriptedStream(64, false).gives(bytes(answer("C")))));

        assertThat(refused.failure().kind()).isEqualTo(FailureKind.PROTOCOL_GARBAGE);
        assertThat(refused.failure().message()).contains("another connection's question");
    }

    @Test
    void anAnswerForAnotherCloudIsRefused() throws Exception {
        enrol(core());
        byte[] answer = bytes(answer("A"));
        answer[100] ^= 1;

        FailureException refused = refused(new ScriptedStream(64, false).gives(answer));

        assertThat(refused.failure().kind()).isEqualTo(FailureKind.PROTOCOL_GARBAGE);
        assertThat(refused.failure().message()).contains("the key of another cloud");
    }

    @Test
    void generationsThatDoNotFitAreRefused() throws Exception {
        // The Hello of new firmware behind the handshake of old one: what an update would do, nobody knows.
        enrol(core());
        byte[] hello = new FrameCipher(SparkVectors.counting(16), Arrays.copyOfRange(SparkVectors.counting(40), 16, 32))
                .seal(bytes("50022022b168ff0000000300000000"))
                .array();

        FailureException refused =
                refused(new ScriptedStream(64, false).gives(bytes(answer("A"))).gives(hello));

        assertThat(refused.failure().message()).contains("one generation", "another");
    }

    @Test
    void whoSaysNothingOrGoesAwayIsRefused() throws Exception {
        enrol(core());

        assertThat(refused(new ScriptedStream(64, false)).failure().kind()).isEqualTo(FailureKind.TRANSFER_TIMEOUT);
        assertThat(refused(new ScriptedStream(64, true)).failure().kind()).isEqualTo(FailureKind.CABLE_LOST);
        assertThat(refused(new ScriptedStream(64, true).gives(bytes(answer("A"))))
                        .failure()
                        .message())
                .contains("did not prove");
    }

    @Test
    void aKeyIsMadeOnceAndForItsOwnerOnly() throws Exception {
        Path file = folder.resolve("made/server.pem");

        byte[] first = ServerKey.in(file).publicHalf();

        assertThat(first).hasSize(294).isEqualTo(ServerKey.in(file).publicHalf());
        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void aKeyThatCoresDoNotKnowIsRefused() throws IOException {
        Path file = folder.resolve("short.pem");
        Files.writeString(file, PemText.of(core().getEncoded(), "PRIVATE KEY"));

        assertThat(catchThrowableOfType(IOException.class, () -> ServerKey.in(file)))
                .hasMessageContaining("keys of 2048 bits");
        Files.writeString(file, "no key");
        assertThat(catchThrowableOfType(IOException.class, () -> ServerKey.in(file)))
                .hasMessageContaining("BEGIN PRIVATE KEY");
    }

    private FailureException refused(ScriptedStream stream) {
        return catchThrowableOfType(FailureException.class, () -> reception().receive(stream));
    }
}
