package dev.gangway.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where a secret is found. The secret itself is never kept, printed or logged; only where it is. */
public sealed interface Secret {
    /** The form of a reference in a file. */
    String PATTERN = "(file:[^\\u0000-\\u001f\\u007f]{1,1000}|env:[A-Za-z_][A-Za-z0-9_]{0,99})";

    /** The largest secret file, in bytes; a PEM key store in text form stays far below. */
    int MAX_BYTES = 256 * 1024;

    /**
     * The secret, read now.
     *
     * @param environment the process's environment
     * @throws IOException saying which file or variable is missing, without any content
     */
    String read(Map<String, String> environment) throws IOException;

    /** The content of a file without the line feed at its end. */
    record InFile(Path file) implements Secret {
        @Override
        public String read(Map<String, String> environment) throws IOException {
            byte[] bytes;
            try (var in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MAX_BYTES + 1);
            } catch (IOException e) {
                throw new IOException(
                        "the secret's file " + file + " cannot be read: check that it exists and is"
                                + " readable for the station's user",
                        e);
            }
            if (bytes.length > MAX_BYTES) {
                throw new IOException("the secret's file " + file + " is larger than 256 KiB; is it the right one?");
            }
            return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
        }

        @Override
        public String toString() {
            return "file:" + file;
        }
    }

    /** A variable of the environment. */
    record InEnvironment(String name) implements Secret {
        @Override
        public String read(Map<String, String> environment) throws IOException {
            String value = environment.get(name);
            if (value == null || value.isEmpty()) {
                throw new IOException("the environment variable " + name + " is not set; it should hold a secret");
            }
            return value;
        }

        @Override
        public String toString() {
            return "env:" + name;
        }
    }

    /** Reads a reference of the form {@link #PATTERN}; a relative file is below {@code folder}. */
    static Secret parse(String reference, Path folder) {
        if (reference.startsWith("env:")) {
            return new InEnvironment(reference.substring("env:".length()));
        }
        if (reference.startsWith("file:")) {
            return new InFile(Places.of(folder, reference.substring("file:".length())));
        }
        throw new IllegalArgumentException("a secret is written as file:PATH or env:NAME");
    }
}
