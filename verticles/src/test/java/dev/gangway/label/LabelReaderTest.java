package dev.gangway.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.MultiFormatWriter;
import com.google.zxing.common.BitMatrix;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
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
