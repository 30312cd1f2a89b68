package dev.gangway.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Files that programs of others made: the test resources of this package, whose README has the commands. */
final class Foreign {
    private Foreign() {}

    /** A file's bytes, unpacked when its name says that it is packed. */
    static byte[] file(String name) {
        try (InputStream in = Objects.requireNonNull(Foreign.class.getResourceAsStream(name), name);
                InputStream unpacked = name.endsWith(".gz") ? new GZIPInputStream(in) : in) {
            return unpacked.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The image that the block maps were made with. */
    static byte[] mappedImage() {
        byte[] image = new byte[1_050_000];
        put(image, 0, "hello first");
        ByteArrayOutputStream numbers = new ByteArrayOutputStream();
        for (int i = 1; i <= 2000; i++) {
            numbers.writeBytes((i + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        System.arraycopy(numbers.toByteArray(), 0, image, 10 * 4096, numbers.size());
        put(image, 1_049_990, "tail");
        return image;
    }

    private static void put(byte[] image, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, image, at, bytes.length);
    }
}
