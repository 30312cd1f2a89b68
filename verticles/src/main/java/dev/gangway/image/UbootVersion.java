package dev.gangway.image;

import dev.gangway.format.ImageData;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a compiled U-Boot says of itself: it has no header, but the text that its console begins with is in it. */
final class UbootVersion {
    private static final byte[] BEGINNING = "U-Boot 20".getBytes(StandardCharsets.US_ASCII);
    private static final int SEARCHED = 4 << 20;
    private static final int LONGEST = 100;

    private UbootVersion() {}

    /** That text, where one is in the first 4 MiB. */
    static Optional<String> of(ImageData data) {
        ByteBuffer bytes = data.slice(0, (int) Math.min(SEARCHED, data.length()));
        for (int at = 0; at + BEGINNING.length <= bytes.limit(); at++) {
            if (bytes.get(at) == BEGINNING[0] && begins(bytes, at)) {
                return Optional.of(text(bytes, at));
            }
        }
        return Optional.empty();
    }

    private static boolean begins(ByteBuffer bytes, int at) {
        return bytes.slice(at, BEGINNING.length).equals(ByteBuffer.wrap(BEGINNING));
    }

    private static String text(ByteBuffer bytes, int from) {
        int end = from;
        while (end < bytes.limit() && end - from < LONGEST && bytes.get(end) >= ' ' && bytes.get(end) < 0x7f) {
            end++;
        }
        return StandardCharsets.US_ASCII.decode(bytes.slice(from, end - from)).toString();
    }
}
