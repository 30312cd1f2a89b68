package dev.gangway.station.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** npm's esptool-js, at the version that the lock file beside {@code flash.mjs} names, on serial lines that are files. */
public final class EsptoolJs {
    private static final String LOCK = "package-lock.json";
    private static final List<String> FILES = List.of("package.json", LOCK, "flash.mjs");
    private static final long SECONDS = 120;

    private final Path folder;

    private EsptoolJs(Path folder) {
        this.folder = folder;
    }

    /**
     * What a run told.
     *
     * @param code 0 when it did all that it was asked for
     * @param text all that it said
     */
    public record Told(int code, String text) {
        /** What it found out: {@code chip}, {@code mac}, {@code flash}, {@code stub}. */
        public JsonObject found() {
            return new JsonObject(text.substring(text.stripTrailing().lastIndexOf('\n') + 1));
        }
    }

    /**
     * Brings it here when it is not.
     *
     * @throws AssertionError when npm is missing or can't fetch it
     */
    public static EsptoolJs fetched() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of("target/esptool-js").toAbsolutePath());
        Path complete = folder.resolve("complete");
        if (!Files.exists(complete) || !Arrays.equals(Files.readAllBytes(complete), resource(LOCK))) {
            for (String name : FILES) {
                Files.write(folder.resolve(name), resource(name));
            }
            Told told = run(
                    folder, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"));
            if (told.code() != 0) {
                throw new AssertionError("npm could not fetch esptool-js: " + told.text());
            }
            Files.copy(folder.resolve(LOCK), complete, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.write(folder.resolve("flash.mjs"), resource("flash.mjs"));
        return new EsptoolJs(folder);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(EsptoolJs.class.getResourceAsStream("/esptool-js/" + name))) {
            return in.readAllBytes();
        }
    }

    /** How it is started on a line; a shell may do the same. */
    public List<String> command(Path line, int baud, String words, List<String> files) {
        List<String> command = new ArrayList<>(
                List.of("node", folder.resolve("flash.mjs").toString(), line.toString(), String.valueOf(baud), words));
        command.addAll(files);
        return command;
    }

    /**
     * Writes files.
     *
     * @param words with commas between, see {@code flash.mjs}
     * @param files each as {@code PLACE=FILE}
     */
    public Told flash(Path line, int baud, String words, List<String> files) throws IOException, InterruptedException {
        return run(folder, command(line, baud, words, files));
    }

    private static Told run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "said", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(command + " does not end; it said: " + Files.readString(out, UTF_8));
            }
            return new Told(process.exitValue(), Files.readString(out, UTF_8));
        } catch (IOException e) {
            throw new AssertionError(
                    command.get(0) + " does not start: this lab needs node 18.20 or later with npm, as Debian's"
                            + " packages nodejs and npm have them",
                    e);
        } finally {
            Files.deleteIfExists(out);
        }
    }
}
