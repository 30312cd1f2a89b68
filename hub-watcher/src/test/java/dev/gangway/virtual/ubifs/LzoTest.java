package dev.gangway.virtual.ubifs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What Debian's python3-lzo packed, with LZO1X-999. */
class LzoTest {
    private static final String RUNS = "146162632000000000900800110000";
    private static final String ZEROS = "12002000000000000000e600002000000000000000e50000110000";
    private static final String TEXT =
            "3154686520717569636b2062726f776e20666f78206a756d7073206f76657220745803076c617a7920646f672e"
                    + "2020edb00000b6000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425"
                    + "262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152"
                    + "535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
                    + "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabac"
                    + "adaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c731d00320000000000f5408110000";

    private static byte[] unpacked(String hex) throws UbifsException {
        return Lzo.unpack(HexFormat.of().parseHex(hex), 4096);
    }

    @Test
    void unpacksWhatOthersPacked() throws Exception {
        assertThat(unpacked(RUNS)).asString(StandardCharsets.US_ASCII).isEqualTo("abc".repeat(400));
        assertThat(unpacked(ZEROS)).isEqualTo(new byte[4096]);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            text.writeBytes(
                    "The quick brown fox jumps over the lazy dog. ".repeat(7).getBytes(StandardCharsets.US_ASCII));
            for (int each = 0; each < 200; each++) {
                text.write(each);
            }
            text.writeBytes("The quick brown fox".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(unpacked(TEXT)).isEqualTo(text.toByteArray());
    }

    @Test
    void everyCutAndWhatIsTooLongIsDamage() {
        byte[] packed = HexFormat.of().parseHex(TEXT);
        for (int length = 0; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> Lzo.unpack(cut, 4096))
                    .as("cut at %d", length)
                    .isInstanceOf(UbifsException.class);
        }
        assertThatThrownBy(() -> Lzo.unpack(packed, 1601)).hasMessageContaining("is damaged");
    }

    @Test
    void noiseIsDamageAndNothingWorse() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(40)];
            random.nextBytes(noise);
            assertThatCode(() -> {
                        try {
                            Lzo.unpack(noise, 4096);
                        } catch (UbifsException e) {
                            assertThat(e).hasMessageContaining("is damaged");
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }
}
