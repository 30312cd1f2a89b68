package dev.gangway.image.source;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where an image came from that a person sent to this station.
 *
 * @param operator who sent it; {@code -} for nobody known
 * @param file its name on their machine, without folders
 */
public record Uploaded(String operator, String file) {
    private static final String SCHEME = "upload";
    private static final String NOBODY = "-";
    private static final int MOST_NAME = 100;

    /** Takes the name as it was sent, and keeps of it what may be shown. */
    public Uploaded {
        String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        String plain = name.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .limit(MOST_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        file = plain.isEmpty() ? "a file without a name" : plain;
    }

    /** As the place of an image; no server has it. */
    public URI place() {
        return URI.create(SCHEME + ":" + coded(operator) + "/" + coded(file));
    }

    /** What such a place says; empty where it is another kind of place. */
    public static Optional<Uploaded> of(URI place) {
        if (!SCHEME.equals(place.getScheme())) {
            return Optional.empty();
        }
        String[] parts = place.getRawSchemeSpecificPart().split("/", 2);
        return parts.length == 2 ? Optional.of(new Uploaded(plain(parts[0]), plain(parts[1]))) : Optional.empty();
    }

    /** For people, and for the record. */
    public String told() {
        return "uploaded by " + (operator.equals(NOBODY) ? "somebody without a badge" : operator) + " from " + file;
    }

    private static String coded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String plain(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
