package dev.gangway.image.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Blake2bTest {
    /** As coreutils' b2sum has it. */
    private static final String WHOLE = "b49dc7bf928d7dee879fafc64c1c93088810acc1f4a02264c4c09809c0f3dbc7"
            + "71e25e2dedce3dbbc0640da14af9fe42fb42b02c9fdff701b817f22192b7b2db";

    private static String digest(byte[] message, int piece) {
        Blake2b blake = new Blake2b();
        for (int at = 0; at < message.length; at += piece) {
            blake.update(message, at, Math.min(piece, message.length - at));
        }
        return HexFormat.of().formatHex(blake.digest());
    }

    /** RFC 7693, appendix A. */
    @Test
    void theRfcsExample() {
        assertThat(digest("abc".getBytes(StandardCharsets.US_ASCII), 2))
                .isEqualTo("ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                        + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
    }

    @Test
    void piecesMakeNoDifference() {
        byte[] message = new byte[1_000];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) (i * 7);
        }
        for (int piece : new int[] {1, 127, 128, 129, 256, 1_000}) {
            assertThat(digest(message, piece)).isEqualTo(WHOLE);
        }
    }
}
