package dev.gangway.spark;

import static dev.gangway.spark.SparkVectors.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.model.FailureException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames and messages, byte by byte, by the dossier's vectors. */
class SparkFramesTest {
    private static final ByteBuffer FILE = ByteBuffer.wrap("GANGWAY-EXT-0001".getBytes(StandardCharsets.US_ASCII))
            .asReadOnlyBuffer();

    private static FrameCipher cipher() {
        byte[] session = SparkVectors.counting(40);
        return new FrameCipher(Arrays.copyOf(session, 16), Arrays.copyOfRange(session, 16, 32));
    }

    @ParameterizedTest
    @ValueSource(strings = {SparkVectors.FRAMES_A, SparkVectors.FRAMES_B, SparkVectors.FRAMES_C})
    void framesOfAWholeTalkAreAsTheVectorsHaveThem(String talk) throws FailureException {
        FrameCipher toCore = cipher();
        FrameCipher fromCore = cipher();
        for (String line : talk.lines().toList()) {
            String[] part = line.split(" ");
            if (part[0].equals("C")) {
                assertThat(hex(toCore.seal(bytes(part[1])).array())).isEqualTo(part[2]);
            } else {
                assertThat(hex(fromCore.open(bytes(part[2].substring(4))))).isEqualTo(part[1]);
            }
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void requestsAreAsTheVectorsHaveThem() throws FailureException {
        FlashPlace place = FlashPlace.file(0x80000, 16);
        ByteBuffer nothing = ByteBuffer.allocate(16);

        assertThat(hex(CoreRequests.hello(0x1000, (byte) 1))).isEqualTo("5102100001b168");
        assertThat(hex(CoreRequests.beginOld(0x1001, (byte) 2))).isEqualTo("4102100102b175");
        assertThat(hex(CoreRequests.chunk(0x1002, (byte) 3, FILE)))
                .isEqualTo("4102100203b16344eaab8ce2ff47414e475741592d4558542d30303031");
        assertThat(hex(CoreRequests.done(0x1003, (byte) 4))).isEqualTo("4103100304b175");
        assertThat(hex(CoreRequests.save(0x1001, (byte) 2, place))).isEqualTo("4102100102b173ff0008000000000010");
        assertThat(hex(CoreRequests.chunk(0x1003, (byte) 4, nothing, CoreRequests.END_OF_FILE)))
                .isEqualTo("4102100304b16344ecbb4b5502ffffff00000000000000000000000000000000");
        assertThat(hex(CoreRequests.function(0x1003, (byte) 4, "flashcrc", "80000,1000 ")))
                .isEqualTo("4102100304b16608666c6173686372634b38303030302c3130303020");
        assertThat(hex(CoreRequests.variable(0x1004, (byte) 5, "crc"))).isEqualTo("4101100405b17603637263");
        assertThat(hex(CoreRequests.signal(0x1001, (byte) 2, true))).isEqualTo("4103100102b1734101");
        assertThat(hex(CoreRequests.event(0x2001, "spark/device/reset", "dfu")))
                .isEqualTo("50022001b1450d05737061726b2f6465766963652f7265736574ff646675");
    }

    /** The vector has chunks of 16 bytes; ours have 512. */
    @Test
    void theBeginningOfAFileWrapsItsAddressAsTheCoreAddsToIt() throws FailureException {
        assertThat(hex(CoreRequests.begin(0x1001, (byte) 2, false, 16, FlashPlace.file(0x80000, 16), 0)))
                .isEqualTo("4102100102b175ff" + "00" + "0200" + "00000010" + "00" + "00020000");
        assertThat(hex(CoreRequests.begin(0x1001, (byte) 2, true, 16, FlashPlace.firmware(16), 0)))
                .isEqualTo("4102100102b175ff" + "01" + "0200" + "00000010" + "00" + "00000000");
        assertThat(hex(CoreRequests.begin(1, (byte) 2, false, 16, FlashPlace.factory(16), 0)))
                .endsWith("00" + "fffc0000");
    }

    @Test
    void answersAreReadAsTheVectorsHaveThem() throws FailureException {
        CoapMessage returned = CoapMessage.parse(ByteBuffer.wrap(bytes("5144202304ff00000007")));
        assertThat(returned.answers((byte) 4)).isTrue();
        assertThat(returned.payload().getInt()).isEqualTo(7);

        CoapMessage variable = CoapMessage.parse(ByteBuffer.wrap(bytes("6145100405ff01020304")));
        assertThat(variable.acknowledges(0x1004)).isTrue();
        assertThat(variable.payload().getInt()).isEqualTo(0x01020304);

        CoapMessage missed = CoapMessage.parse(ByteBuffer.wrap(bytes("40012030b163ff00030007")));
        assertThat(missed.path()).isEqualTo("c");
        assertThat(List.of(missed.payload().getShort(0), missed.payload().getShort(2)))
                .containsExactly((short) 3, (short) 7);

        CoreHello hello = CoreHello.of(CoapMessage.parse(ByteBuffer.wrap(bytes("50022022b168ff0000000300000000"))));
        assertThat(hello.version()).isEqualTo(3);
        assertThat(hello.upgraded()).isFalse();
        assertThat(hello.isNew()).isTrue();
        assertThat(CoreHello.of(CoapMessage.parse(ByteBuffer.wrap(bytes("50022022b168ffffffffff0001"))))
                        .upgraded())
                .isTrue();
    }

    @Test
    void aFrameThatCameBeforeIsNoneAnyMore() throws FailureException {
        FrameCipher fromCore = cipher();
        byte[] first = bytes(SparkVectors.FRAMES_C
                .lines()
                .findFirst()
                .orElseThrow()
                .split(" ")[2]
                .substring(4));
        String once = hex(fromCore.open(first.clone()));

        assertThat(once).startsWith("5002");
        assertThatThrownBy(() -> fromCore.open(first))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("of another session");
        assertThatThrownBy(() -> cipher().open(Arrays.copyOf(first, 15))).isInstanceOf(FailureException.class);
    }

    @Test
    void noFrameIsLongerThanACoreTakes() {
        FrameCipher toCore = cipher();

        assertThat(toCore.seal(new byte[639]).remaining()).isEqualTo(642);
        assertThatThrownBy(() -> toCore.seal(new byte[640])).isInstanceOf(IllegalArgumentException.class);
        assertThat(CoreRequests.chunk(1, (byte) 1, ByteBuffer.allocate(CoreRequests.CHUNK), 511))
                .hasSizeLessThan(591);
    }
}
