package dev.gangway.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.MultiFormatWriter;
import com.google.zxing.common.BitMatrix;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelReaderTest {
    @ParameterizedTest
    @CsvSource({"CODE_128,png", "QR_CODE,png", "DATA_MATRIX,png", "CODE_128,jpg", "QR_CODE,jpg", "DATA_MATRIX,jpg"})
    void readsALabel(BarcodeFormat format, String file) throws Exception {
        byte[] picture = picture(format, file, false);

        assertThat(LabelReader.read(picture)).singleElement().asString().endsWith("CP-00141");
    }

    @Test
    void readsALabelThatIsWhiteOnBlack() throws Exception {
        assertThat(LabelReader.read(picture(BarcodeFormat.QR_CODE, "png", true)))
                .singleElement()
                .asString()
                .endsWith("CP-00141");
    }

    @Test
    void keepsTheSeparatorOfAGs1Label() throws Exception {
        BitMatrix bars =
                new MultiFormatWriter().encode("\u00f121SN12345\u00f110LOT7", BarcodeFormat.CODE_128, 400, 100);

        assertThat(LabelReader.read(bytes(drawn(500, 200, Map.of(new int[] {50, 50}, bars)), "png")))
                .containsExactly("]C121SN12345\u001d10LOT7");
    }

    @Test
    void keepsTheSeparatorsOfAGs1DataMatrix() throws Exception {
        BitMatrix cells = new MultiFormatWriter()
                .encode(
                        "21UB-00001\u001d10LOT7\u001d91M0200000000FC",
                        BarcodeFormat.DATA_MATRIX,
                        200,
                        200,
                        Map.of(EncodeHintType.GS1_FORMAT, true, EncodeHintType.DATA_MATRIX_COMPACT, true));

        assertThat(LabelReader.read(bytes(drawn(300, 300, Map.of(new int[] {50, 50}, cells)), "png")))
                .containsExactly("]d2\u001d21UB-00001\u001d10LOT7\u001d91M0200000000FC");
    }

    @Test
    void tellsTheCodesOfAPictureFromTheTopAndThenFromTheLeft() throws Exception {
        Map<int[], BitMatrix> label = Map.of(
                new int[] {20, 300}, qr("third"), new int[] {250, 20}, qr("second"), new int[] {20, 10}, qr("first"));

        assertThat(LabelReader.read(bytes(drawn(500, 520, label), "png")))
                .extracting(text -> text.substring(3))
                .containsExactly("first", "second", "third");
    }

    @Test
    void readsATransparentPicture() throws Exception {
        BitMatrix bars = qr("CP-00141");
        BufferedImage image = new BufferedImage(400, 400, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < 200; y++) {
            for (int x = 0; x < 200; x++) {
                image.setRGB(x + 100, y + 100, bars.get(x, y) ? 0xff000000 : 0);
            }
        }

        assertThat(LabelReader.read(bytes(image, "png")))
                .singleElement()
                .asString()
                .endsWith("CP-00141");
    }

    private static BitMatrix qr(String text) throws Exception {
        return new MultiFormatWriter().encode(text, BarcodeFormat.QR_CODE, 200, 200);
    }

    private static BufferedImage drawn(int width, int height, Map<int[], BitMatrix> codes) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, 0xffffff);
            }
        }
        codes.forEach((place, bars) -> {
            for (int y = 0; y < bars.getHeight(); y++) {
                for (int x = 0; x < bars.getWidth(); x++) {
                    image.setRGB(place[0] + x, place[1] + y, bars.get(x, y) ? 0 : 0xffffff);
                }
            }
        });
        return image;
    }

    @Test
    void findsNothingOnAnEmptyPicture() throws Exception {
        BufferedImage blank = new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB);

        assertThat(LabelReader.read(bytes(blank, "png"))).isEmpty();
    }

    @Test
    void refusesWhatIsNoPicture() {
        assertThatThrownBy(() -> LabelReader.read(new byte[] {1, 2, 3}))
                .isInstanceOf(LabelReader.UnreadableImage.class);
        assertThatThrownBy(() -> LabelReader.read(new byte[0])).isInstanceOf(LabelReader.UnreadableImage.class);
    }

    @Test
    void refusesAPictureBombBeforeUnpackingIt() throws Exception {
        byte[] png = bytes(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_BINARY), "png");
        // IHDR's width and height stand at offset 16; its CRC at 29 is left wrong, as an attacker might.
        for (int i : new int[] {16, 20}) {
            png[i + 1] = (byte) 0x7f;
        }

        assertThatThrownBy(() -> LabelReader.read(png)).isInstanceOf(LabelReader.UnreadableImage.class);
    }

    @Test
    void survivesDamagedPictures() throws Exception {
        byte[] good = picture(BarcodeFormat.CODE_128, "png", false);
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            byte[] bad = good.clone();
            for (int j = 0; j < 5; j++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(LabelReader.read(bad)).isNotNull();
            } catch (LabelReader.UnreadableImage refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }

    private static byte[] picture(BarcodeFormat format, String file, boolean inverted) throws Exception {
        BitMatrix bars = new MultiFormatWriter().encode("CP-00141", format, 300, 200);
        BufferedImage image = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 300; y++) {
            for (int x = 0; x < 400; x++) {
                boolean in = x >= 50 && y >= 50 && x - 50 < bars.getWidth() && y - 50 < bars.getHeight();
                boolean black = in && bars.get(x - 50, y - 50);
                image.setRGB(x, y, black != inverted ? 0 : 0xffffff);
            }
        }
        return bytes(image, file);
    }

    private static byte[] bytes(BufferedImage image, String file) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, file, out)).isTrue();
        return out.toByteArray();
    }
}
