package dev.gangway.station.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Programs from npm at the versions that a lock file names, none of whose install scripts is run. A folder of the test resources
 * has {@code package.json}, {@code package-lock.json}, and what is run with them.
 *
 * @param folder where they are, below {@code target}
 */
public record NpmPackage(Path folder) {
    private static final String LOCK = "package-lock.json";

    /**
     * Fetches them when they are not here.
     *
     * @throws AssertionError when npm is missing or can't fetch them
     */
    public static NpmPackage fetched(String name, String program) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of("target", name).toAbsolutePath());
        Path complete = folder.resolve("complete");
        Files.write(folder.resolve(program), resource(name, program));
        byte[] lock = resource(name, LOCK);
        if (!Files.exists(complete) || !Arrays.equals(Files.readAllBytes(complete), lock)) {
            Files.write(folder.resolve("package.json"), resource(name, "package.json"));
            Files.write(folder.resolve(LOCK), lock);
            fetch(folder);
            Files.copy(folder.resolve(LOCK), complete, StandardCopyOption.REPLACE_EXISTING);
        }
        return new NpmPackage(folder);
    }

    private static void fetch(Path folder) throws IOException, InterruptedException {
        Path said = folder.resolve("npm.log");
        int code;
        try {
            code = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new AssertionError("this lab needs node and npm: install Debian's packages nodejs and npm", e);
        }
        if (code != 0) {
            throw new AssertionError(
                    "npm could not fetch what " + folder + " asks for: " + Files.readString(said, UTF_8));
        }
    }

    private static byte[] resource(String name, String file) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(NpmPackage.class.getResourceAsStream("/" + name + "/" + file), file)) {
            return in.readAllBytes();
        }
    }

    /** How its program is started; the folder of the packages is its first word. */
    public List<String> command(String program) {
        return List.of(
                "node",
                folder.resolve(program).toString(),
                folder.resolve("node_modules").toString());
    }
}
