package dev.gangway.label;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.MultiFormatReader;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.Result;
import com.google.zxing.ResultMetadataType;
import com.google.zxing.ResultPoint;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.multi.GenericMultipleBarcodeReader;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes Code 128, QR and Data Matrix on a PNG or JPEG. Blocks for some 10 ms; any thread, but no event loop. Bytes from
 * outside: nothing is allocated by a size that was not checked.
 */
public final class LabelReader {
    /** A picture of more pixels is no photo of a label. */
    private static final long MOST_PIXELS = 40_000_000;

    private static final Map<DecodeHintType, Object> HINTS = new EnumMap<>(Map.of(
            DecodeHintType.TRY_HARDER,
            true,
            // Else the decoder swallows the separators of a GS1-128, and a serial takes in what follows it.
            DecodeHintType.ASSUME_GS1,
            true,
            DecodeHintType.POSSIBLE_FORMATS,
            List.of(BarcodeFormat.CODE_128, BarcodeFormat.QR_CODE, BarcodeFormat.DATA_MATRIX)));

    private LabelReader() {}

    /** The bytes are no picture that can be read; the message says what to do. */
    public static final class UnreadableImage extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableImage(String message) {
            super(message);
        }
    }

    /**
     * The texts of all barcodes on the picture, with their symbology identifiers, each once, from the top, then from the
     * left; empty when there is none.
     */
    public static List<String> read(byte[] picture) throws UnreadableImage {
        BufferedImage image = decode(picture);
        int width = image.getWidth();
        int height = image.getHeight();
        LuminanceSource light = new RGBLuminanceSource(width, height, opaque(image));
        Set<String> texts = new LinkedHashSet<>();
        for (LuminanceSource side : List.of(light, light.invert())) {
            try {
                MultiFormatReader reader = new MultiFormatReader();
                reader.setHints(HINTS);
                Result[] found = new GenericMultipleBarcodeReader(reader)
                        .decodeMultiple(new BinaryBitmap(new HybridBinarizer(side)), HINTS);
                Arrays.stream(found)
                        .sorted(Comparator.comparingDouble(LabelReader::top).thenComparingDouble(LabelReader::left))
                        .forEach(result -> texts.add(withSymbology(result)));
            } catch (NotFoundException none) {
                continue;
            }
            break;
        }
        return new ArrayList<>(texts);
    }

    /** The picture on white paper: what is transparent has no colour of its own, and is black where none is drawn. */
    private static int[] opaque(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        if (!image.getColorModel().hasAlpha()) {
            return image.getRGB(0, 0, width, height, null, 0, width);
        }
        BufferedImage paper = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D on = paper.createGraphics();
        on.drawImage(image, 0, 0, Color.WHITE, null);
        on.dispose();
        return paper.getRGB(0, 0, width, height, null, 0, width);
    }

    private static double top(Result result) {
        return Arrays.stream(result.getResultPoints())
                .mapToDouble(ResultPoint::getY)
                .min()
                .orElse(0);
    }

    private static double left(Result result) {
        return Arrays.stream(result.getResultPoints())
                .mapToDouble(ResultPoint::getX)
                .min()
                .orElse(0);
    }

    private static String withSymbology(Result result) {
        Object symbology = result.getResultMetadata() == null
                ? null
                : result.getResultMetadata().get(ResultMetadataType.SYMBOLOGY_IDENTIFIER);
        String text = result.getText();
        return symbology == null || text.startsWith(symbology.toString()) ? text : symbology + text;
    }

    private static BufferedImage decode(byte[] picture) throws UnreadableImage {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(picture))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            while (readers.hasNext()) {
                ImageReader reader = readers.next();
                String format = reader.getFormatName();
                if (!format.equalsIgnoreCase("png") && !format.equalsIgnoreCase("jpeg")) {
                    continue;
                }
                try {
                    reader.setInput(in, true, true);
                    if ((long) reader.getWidth(0) * reader.getHeight(0) > MOST_PIXELS) {
                        throw new UnreadableImage("The picture is too large: take it with fewer than 40 megapixels.");
                    }
                    return reader.read(0);
                } finally {
                    reader.dispose();
                }
            }
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new UnreadableImage("The picture is damaged: take it again.");
        }
        throw new UnreadableImage("This is no PNG or JPEG picture.");
    }
}
