package dev.gangway.image.ubootenv;

import dev.gangway.format.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One copy of an environment as it lies on its medium.
 *
 * @param environment its variables
 * @param form how it lies there, found by its checksum
 * @param flag of a redundant copy; 0 of a single one
 */
public record EnvironmentImage(StoredEnvironment environment, EnvironmentForm form, int flag) {
    /**
     * Reads a copy, whose length is the environment's. Whether it has a flag, and which way round its checksum is, is what
     * the checksum fits.
     *
     * @throws FormatException when no checksum fits, or the variables are none
     */
    public static EnvironmentImage read(byte[] image) throws FormatException {
        if (image.length > EnvironmentForm.LARGEST) {
            throw new FormatException("an environment has at most " + EnvironmentForm.LARGEST + " bytes");
        }
        for (boolean redundant : List.of(false, true)) {
            for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
                EnvironmentForm form = new EnvironmentForm(image.length, redundant, order, 0xff);
                if (image.length >= form.head() + 2
                        && ByteBuffer.wrap(image).order(order).getInt(0) == StoredEnvironment.crc(image, form.head())) {
                    return read(image, form);
                }
            }
        }
        throw new FormatException(
                "no environment of U-Boot: its CRC-32 fits neither with a flag nor without; give one whole"
                        + " copy, of the size that U-Boot was built with (CONFIG_ENV_SIZE)");
    }

    /** The one that U-Boot takes of two copies: the newer, by their flags. */
    public static EnvironmentImage newer(EnvironmentImage first, EnvironmentImage second) {
        int ahead = (second.flag - first.flag) & 0xff;
        return ahead != 0 && ahead < 0x80 ? second : first;
    }

    private static EnvironmentImage read(byte[] image, EnvironmentForm form) throws FormatException {
        Map<String, String> variables = new LinkedHashMap<>();
        int at = form.head();
        while (at < image.length && image[at] != 0) {
            int end = at;
            while (end < image.length && image[end] != 0) {
                end++;
            }
            if (end == image.length) {
                throw new FormatException(
                        "the variables of the environment do not end within its " + image.length + " bytes");
            }
            String variable = text(ByteBuffer.wrap(image, at, end - at));
            int equals = variable.indexOf('=');
            if (equals <= 0) {
                throw new FormatException("byte " + at + " of the environment begins no variable name=value");
            }
            if (variables.put(variable.substring(0, equals), variable.substring(equals + 1)) != null) {
                throw new FormatException("the environment has " + variable.substring(0, equals) + " twice");
            }
            at = end + 1;
        }
        int padding = image[image.length - 1] & 0xff;
        return new EnvironmentImage(
                new StoredEnvironment(variables),
                new EnvironmentForm(form.size(), form.redundant(), form.order(), padding),
                form.redundant() ? image[Integer.BYTES] & 0xff : 0);
    }

    private static String text(ByteBuffer bytes) throws FormatException {
        int at = bytes.position();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new FormatException("the variable at byte " + at + " of the environment is no UTF-8 text");
        }
    }
}
