package dev.gangway.image;

import dev.gangway.format.ImageData;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Recognises text where a binary is expected: it may be meant, but more often a download went wrong. */
final class PlainText {
    private static final int LOOKED_AT = 4096;

    private PlainText() {}

    /** What is to be said of a file of unknown content; empty when it is no text. */
    static Optional<String> warning(ImageData data) {
        ByteBuffer head = data.slice(0, (int) Math.min(LOOKED_AT, data.length()));
        while (head.hasRemaining()) {
            int one = head.get() & 0xff;
            if (one < ' ' && one != '\n' && one != '\r' && one != '\t' && one != '\f') {
                return Optional.empty();
            }
        }
        String text = StandardCharsets.UTF_8.decode(head.rewind()).toString();
        // A character may be cut at the end; anywhere else, what cannot be decoded is no text.
        int broken = text.indexOf('\ufffd');
        if (text.isBlank() || (broken >= 0 && broken < text.length() - 2)) {
            return Optional.empty();
        }
        String start = text.strip().toLowerCase(Locale.ROOT);
        if (start.startsWith("version https://git-lfs.github.com/spec/")) {
            return Optional.of("this is a Git LFS pointer and not the file itself: git lfs pull brings it");
        }
        if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
            return Optional.of("this is a web page, such as a server sends instead of a file that it does not have:"
                    + " look at it, download the file again");
        }
        return Optional.of("this is text; images are binary as a rule, so look whether it is the right file");
    }
}
