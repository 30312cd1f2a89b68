package dev.gangway.station.handover;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command as it is handed over.
 *
 * @param proof what shows that the caller knows the token
 * @param folder where it stands
 * @param words the command line
 */
record Request(String proof, Path folder, List<String> words) {
    /** Linux takes no longer command line with its usual stack limit. */
    private static final int LONGEST = 2 << 20;

    /** Reads one; what does not look like one is an {@link IOException}. */
    static Request read(InputStream in) throws IOException {
        Strings strings = new Strings(in);
        String proof = strings.next();
        try {
            Path folder = Path.of(strings.next());
            int count = Integer.parseInt(strings.next());
            List<String> words = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                words.add(strings.next());
            }
            return new Request(proof, folder, List.copyOf(words));
        } catch (NumberFormatException | InvalidPathException e) {
            throw new IOException("this is no handed over command: " + e.getMessage(), e);
        }
    }

    /** Reads one string that ends with a zero byte. */
    static String string(InputStream in) throws IOException {
        return new Strings(in).next();
    }

    /** Strings that end with a zero byte. */
    private static final class Strings {
        private final InputStream in;
        private int left = LONGEST;

        Strings(InputStream in) {
            this.in = in;
        }

        String next() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int next = in.read(); next != 0; next = in.read()) {
                if (next < 0) {
                    throw new EOFException("a handed over command ends too early");
                }
                if (--left < 0) {
                    throw new IOException("a handed over command is too long");
                }
                bytes.write(next);
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        }
    }
}
