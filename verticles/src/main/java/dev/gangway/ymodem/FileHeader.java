package dev.gangway.ymodem;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What block 0 of YMODEM says about the file that follows.
 *
 * @param name without folders
 * @param size bytes, where the sender says so
 */
public record FileHeader(String name, OptionalLong size) {
    /** What receivers with little memory take. */
    static final int LONGEST_NAME = 60;

    private static final int MOST_DIGITS = 18;

    /** A name that all receivers take: small letters, digits, dots and dashes, without the folders before it. */
    public static String plainName(String file) {
        String last = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        String plain = last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-");
        String end = plain.substring(Math.max(0, plain.length() - LONGEST_NAME));
        return end.isEmpty() ? "file" : end;
    }

    /**
     * The block's data: name and size only, which is what all receivers read.
     *
     * @param ending stands behind the size: some receivers read digits until a blank
     */
    ByteBuffer encode(String ending) {
        String text = name + "\0" + (size.isPresent() ? size.getAsLong() + ending : "");
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Whether a block 0 says that no file follows: its first byte tells, what is behind it may be anything. */
    static boolean isEnd(ByteBuffer data) {
        return data.get(data.position()) == 0;
    }

    /** Reads a block 0 that is no end; empty when it makes no sense. */
    static Optional<FileHeader> decode(ByteBuffer data) {
        String text = StandardCharsets.ISO_8859_1.decode(data.duplicate()).toString();
        int end = text.indexOf('\0');
        if (end <= 0) {
            return Optional.empty();
        }
        String name = text.substring(0, end);
        String rest = text.substring(end + 1);
        int digits = 0;
        while (digits < rest.length() && rest.charAt(digits) >= '0' && rest.charAt(digits) <= '9') {
            digits++;
        }
        if (digits > MOST_DIGITS) {
            return Optional.empty();
        }
        return Optional.of(new FileHeader(
                name, digits == 0 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(rest.substring(0, digits)))));
    }
}
