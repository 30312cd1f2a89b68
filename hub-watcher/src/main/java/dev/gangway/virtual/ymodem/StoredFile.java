package dev.gangway.virtual.ymodem;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A file on a board's medium.
 *
 * @param name as its sender called it
 * @param content what is in it
 */
public record StoredFile(String name, byte[] content) {
    /** Name and size of a packet 0. */
    record Announced(String name, int size) {
        /** Reads the data of a packet 0: a name, a zero, digits. */
        static Optional<Announced> read(byte[] data) {
            String text = new String(data, StandardCharsets.ISO_8859_1);
            int zero = text.indexOf('\0');
            String digits = text.substring(zero + 1).replaceFirst("[^0-9](?s).*", "");
            return zero > 0 && digits.matches("[0-9]{1,9}")
                    ? Optional.of(new Announced(text.substring(0, zero), Integer.parseInt(digits)))
                    : Optional.empty();
        }
    }
}
