package dev.gangway.sealed.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgeFileTest {
    private static final int CHUNK = 1 << 16;
    private static final int SEALED = CHUNK + 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final AgeIdentity own = AgeIdentity.random(RANDOM);
    private final AgeIdentity other = AgeIdentity.random(RANDOM);

    private static byte[] sealed(byte[] plain, AgeRecipient... recipients) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AgeWriter writer = AgeWriter.to(out, List.of(recipients), RANDOM);
        writer.write(plain);
        writer.finish();
        return out.toByteArray();
    }

    private static byte[] opened(byte[] sealed, AgeIdentity identity) throws IOException {
        return AgeReader.of(new ByteArrayInputStream(sealed), identity)
                .orElseThrow()
                .readAllBytes();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7})
    void whatIsSealedIsOpenedByEachRecipientAndByNobodyElse(int length) throws IOException {
        byte[] plain = random(length);
        byte[] sealed = sealed(plain, other.recipient(), own.recipient());

        assertThat(opened(sealed, own)).isEqualTo(plain);
        assertThat(opened(sealed, other)).isEqualTo(plain);
        assertThat(AgeReader.of(new ByteArrayInputStream(sealed), AgeIdentity.random(RANDOM)))
                .isEmpty();
        assertThat(AgeReader.recipients(new ByteArrayInputStream(sealed))).isEqualTo(2);
    }

    @Test
    void aCutFileIsRefusedWhereverItIsCut() throws IOException {
        byte[] sealed = sealed(random(2 * CHUNK), own.recipient());
        int payload = sealed.length - 2 * SEALED;

        for (int length : List.of(
                0,
                5,
                40,
                payload - 1,
                payload,
                payload + 1,
                payload + 16,
                payload + SEALED - 1,
                payload + SEALED,
                payload + SEALED + 5,
                payload + SEALED + 16,
                sealed.length - 1)) {
            assertThatThrownBy(() -> opened(Arrays.copyOf(sealed, length), own))
                    .as(length + " bytes")
                    .isInstanceOf(AgeException.class);
        }
    }

    @Test
    void chunksThatChangePlacesAreRefusedAndSoIsWhatFollows() throws IOException {
        byte[] sealed = sealed(random(3 * CHUNK), own.recipient());
        int at = sealed.length - 3 * SEALED;
        byte[] head = Arrays.copyOf(sealed, at);
        byte[] first = Arrays.copyOfRange(sealed, at, at + SEALED);
        byte[] second = Arrays.copyOfRange(sealed, at + SEALED, at + 2 * SEALED);
        byte[] last = Arrays.copyOfRange(sealed, at + 2 * SEALED, sealed.length);

        assertThat(opened(joined(head, first, second, last), own)).hasSize(3 * CHUNK);
        for (byte[] wrong : List.of(
                joined(head, second, first, last),
                joined(head, first, last),
                joined(head, first, first, second, last),
                joined(head, first, second, last, last),
                joined(head, first, second, last, new byte[1]))) {
            assertThatThrownBy(() -> opened(wrong, own)).isInstanceOf(AgeException.class);
        }
    }

    @Test
    void keysAreReadAsTheyAreWrittenAndNotOtherwise() throws IOException {
        String secret = own.secret();
        String file = "# created\n# public key: " + own + "\n" + secret + "\n";

        assertThat(AgeIdentity.parse(file).recipient()).isEqualTo(own.recipient());
        assertThat(AgeRecipient.parse(own.toString())).isEqualTo(own.recipient());
        assertThat(secret).startsWith("AGE-SECRET-KEY-1").hasSize(74);
        assertThat(own.toString()).startsWith("age1").hasSize(62);
        for (int i = 0; i < secret.length(); i++) {
            char[] wrong = secret.toCharArray();
            wrong[i] = wrong[i] == 'Q' ? 'P' : 'Q';
            assertThatThrownBy(() -> AgeIdentity.parse(new String(wrong)))
                    .isInstanceOf(AgeException.class)
                    .hasMessageNotContaining(new String(wrong).substring(20));
        }
        assertThatThrownBy(() -> AgeIdentity.parse("")).hasMessageContaining("AGE-SECRET-KEY-1");
        assertThatThrownBy(() -> AgeRecipient.parse(secret)).isInstanceOf(AgeException.class);
    }

    /** RFC 7748, section 6.1: both sides' keys, and what they share. */
    @Test
    void agreesAsTheStandardDoes() throws IOException {
        byte[] alice = bytes("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
        byte[] bob = bytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");

        assertThat(X25519.publicOf(alice))
                .isEqualTo(bytes("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
        assertThat(X25519.agree(alice, X25519.publicOf(bob)))
                .isEqualTo(bytes("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"));
        assertThatThrownBy(() -> X25519.agree(alice, new byte[32])).isInstanceOf(AgeException.class);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void aHeadOfMadeUpLinesEnds() {
        byte[] endless =
                ("age-encryption.org/v1\n-> X25519 " + "A".repeat(5_000) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] many = ("age-encryption.org/v1\n" + ("-> a\n" + "A".repeat(64) + "\n").repeat(3_000) + "--- x\n")
                .getBytes(StandardCharsets.US_ASCII);

        for (byte[] wrong : List.of(endless, many)) {
            assertThatThrownBy(() -> opened(wrong, own)).isInstanceOf(AgeException.class);
        }
    }
}
