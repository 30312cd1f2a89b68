package dev.gangway.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.model.FailureException;
import dev.gangway.model.PemText;
import dev.gangway.virtual.spark.AirKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Core's flash is read for its key, and told where its cloud is. */
class CoreEnrolmentTest {
    private static final CoreId ID = new CoreId("53ff6c065067544840551187");

    @TempDir
    Path folder;

    private final byte[] content = new byte[0x20000];
    private final KeyFlash flash = new KeyFlash(
            (at, length) -> Arrays.copyOfRange(content, (int) at, (int) at + length),
            (at, bytes) -> System.arraycopy(bytes, 0, content, (int) at, bytes.length));
    private CoreEnrolment enrolment;

    @BeforeEach
    void erased() {
        Arrays.fill(content, (byte) 0xff);
        enrolment = new CoreEnrolment(
                new EnrolledKeys(folder.resolve("cores"), folder.resolve("refused")), folder.resolve("kept"));
    }

    private RSAPrivateCrtKey made(long seed) {
        RSAPrivateCrtKey key = AirKeys.made(seed);
        Arrays.fill(content, 0x2000, 0x3000, (byte) 0xff);
        byte[] stored = AirKeys.stored(key);
        System.arraycopy(stored, 0, content, 0x2000, stored.length);
        return key;
    }

    private ServerKey server() throws IOException {
        Path key = folder.resolve("server.pem");
        byte[] made =
                SparkVectors.key(SparkVectors.SERVER_P, SparkVectors.SERVER_Q).getEncoded();
        return ServerKey.in(Files.writeString(key, PemText.of(made, "PRIVATE KEY")));
    }

    private Path file() {
        return folder.resolve("cores").resolve(ID + ".pub.pem");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void thePublicHalfIsFiledUnderItsId(long seed) throws Exception {
        RSAPrivateCrtKey key = made(seed);

        enrolment.enrol(ID, flash);
        enrolment.enrol(ID, flash);

        assertThat(file()).hasContent(AirKeys.pem(key));
    }

    @Test
    void anotherKeyOfTheSameIdIsNoReasonToForgetTheFirst() throws Exception {
        RSAPrivateCrtKey first = made(1);
        enrolment.enrol(ID, flash);
        made(2);

        assertThatThrownBy(() -> enrolment.enrol(ID, flash)).hasMessageContaining("another key is enrolled as " + ID);
        assertThat(file()).hasContent(AirKeys.pem(first));
    }

    @Test
    void aCoreWithoutAKeyIsToldSo() {
        assertThatThrownBy(() -> enrolment.enrol(ID, flash)).hasMessageContaining("no key of its own");
        assertThat(file()).doesNotExist();
    }

    /** The kinds and lengths of its parts: the sequence's, the version's, the modulus'. */
    @Test
    void whatIsNoKeyIsRefused() {
        made(1);
        for (int at : new int[] {0, 1, 2, 4, 5, 7, 8, 9}) {
            byte before = content[0x2000 + at];
            content[0x2000 + at] = (byte) (before ^ 0x40);
            assertThatThrownBy(() -> enrolment.enrol(ID, flash))
                    .as("byte %d", at)
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("no RSA key of 1024 bits");
            content[0x2000 + at] = before;
        }
    }

    @Test
    void aCoreIsToldWhereItsCloudIsAndWhatItHadIsKept() throws Exception {
        made(1);
        byte[] before = content.clone();
        ServerKey server = server();

        Path kept = enrolment.point(ID, flash, server, "10.20.0.1", 5683);

        byte[] key = server.publicHalf();
        assertThat(Arrays.copyOfRange(content, 0x1000, 0x1000 + key.length)).isEqualTo(key);
        assertThat(Arrays.copyOfRange(content, 0x1000 + key.length, 0x1180)).containsOnly(0xff);
        assertThat(Arrays.copyOfRange(content, 0x1180, 0x1187)).containsExactly(0, 4, 10, 20, 0, 1, 0xff);
        assertThat(Arrays.copyOfRange(content, 0x11c2, 0x11c4)).containsExactly(0x16, 0x33);
        assertThat(Arrays.copyOfRange(content, 0x11c4, content.length))
                .isEqualTo(Arrays.copyOfRange(before, 0x11c4, before.length));
        assertThat(kept).hasBinaryContent(Arrays.copyOfRange(before, 0x1000, 0x2000));
    }

    @Test
    void whatACoreHadFirstIsKeptWhenItIsToldTwice() throws Exception {
        ServerKey server = server();
        enrolment.point(ID, flash, server, "10.20.0.1", 5683);

        Path kept = enrolment.point(ID, flash, server, "line1.example", 5684);

        assertThat(Files.readAllBytes(kept)).containsOnly(0xff);
        assertThat(Arrays.copyOfRange(content, 0x1180, 0x1190))
                .containsExactly(1, 13, 'l', 'i', 'n', 'e', '1', '.', 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0xff);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "300.1.1.1", "a b", "a-name-of-more-than-63-characters.a-name-of-more-than-63-characters"})
    void whereNoCoreFindsItsCloudNothingIsWritten(String host) throws IOException {
        ServerKey server = server();

        assertThatThrownBy(() -> enrolment.point(ID, flash, server, host, 5683)).hasMessageContaining("four numbers");
        assertThat(content).containsOnly(0xff);
        assertThat(folder.resolve("kept")).doesNotExist();
    }
}
