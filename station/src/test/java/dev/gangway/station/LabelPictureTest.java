package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.MultiFormatWriter;
import com.google.zxing.common.BitMatrix;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of labels, posted to a running station: what is on them is scanned. */
class LabelPictureTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private static byte[] picture(String text, BarcodeFormat format, String file) throws Exception {
        BitMatrix bars = new MultiFormatWriter().encode(text, format, 300, 200);
        BufferedImage image = new BufferedImage(420, 320, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 320; y++) {
            for (int x = 0; x < 420; x++) {
                boolean inside = x >= 60 && y >= 60 && x - 60 < bars.getWidth() && y - 60 < bars.getHeight();
                image.setRGB(x, y, inside && bars.get(x - 60, y - 60) ? 0x101010 : 0xf4f4f4);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, file, out)).isTrue();
        return out.toByteArray();
    }

    private static HttpResponse<String> post(DemoLine line, String type, byte[] picture) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(line.url() + "/api/v1/scan-image"))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(picture))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void everyKindOfLabelIsScanned() throws Exception {
        Map<String, String> types = Map.of("png", "image/png", "jpg", "image/jpeg");
        try (DemoLine line = new DemoLine(folder, 8, 1 << 20)) {
            int number = 0;
            for (BarcodeFormat format :
                    new BarcodeFormat[] {BarcodeFormat.CODE_128, BarcodeFormat.QR_CODE, BarcodeFormat.DATA_MATRIX}) {
                for (Map.Entry<String, String> type : types.entrySet()) {
                    String serial = "CP-%05d".formatted(700 + number++);
                    HttpResponse<String> answer = post(line, type.getValue(), picture(serial, format, type.getKey()));
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    JsonObject outcome = new JsonObject(answer.body())
                            .getJsonArray("outcomes")
                            .getJsonObject(0);
                    assertThat(outcome.getString("outcome"))
                            .as("%s as %s: %s", format, type.getKey(), outcome)
                            .isEqualTo("waiting");
                    assertThat(outcome.getString("serial")).isEqualTo(serial);
                }
            }
            HttpResponse<String> wrong = post(line, "image/png", picture("XX-1", BarcodeFormat.QR_CODE, "png"));
            assertThat(new JsonObject(wrong.body())
                            .getJsonArray("outcomes")
                            .getJsonObject(0)
                            .getString("outcome"))
                    .isEqualTo("refused");
            HttpResponse<String> noPicture = post(line, "image/png", new byte[] {1, 2, 3});
            assertThat(noPicture.statusCode()).isEqualTo(422);
            assertThat(noPicture.body()).contains("PNG or JPEG");
        }
    }

    @Test
    void aPictureOfTwoSerialsIsRefusedAndOneOfASlotBelowItsSerialIsUnderstood() throws Exception {
        try (DemoLine line = new DemoLine(folder, 2, 1 << 20)) {
            JsonArray two = outcomes(post(line, "image/png", above("CP-00801", "CP-00802")));
            assertThat(two).hasSize(1);
            assertThat(two.getJsonObject(0).getString("reason")).isEqualTo("two-serials");
            assertThat(two.getJsonObject(0).getString("message")).contains("one label at a time");

            JsonArray both = outcomes(post(line, "image/png", above("CP-00803", "SLOT-02")));
            assertThat(both.getJsonObject(0).getString("outcome")).isEqualTo("slot-chosen");
            assertThat(both.getJsonObject(1).getString("outcome")).isEqualTo("waiting");
            assertThat(both.getJsonObject(1).getString("slot")).isEqualTo("02");
        }
    }

    private static JsonArray outcomes(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body()).getJsonArray("outcomes");
    }

    private static byte[] above(String upper, String lower) throws Exception {
        BufferedImage image = new BufferedImage(420, 640, BufferedImage.TYPE_INT_RGB);
        int y = 0;
        for (String text : List.of(upper, lower)) {
            byte[] one = picture(text, BarcodeFormat.QR_CODE, "png");
            image.createGraphics().drawImage(ImageIO.read(new ByteArrayInputStream(one)), 0, y, null);
            y += 320;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "png", out)).isTrue();
        return out.toByteArray();
    }
}
