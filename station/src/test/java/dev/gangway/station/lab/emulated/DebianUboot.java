package dev.gangway.station.lab.emulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Boot loaders that we did not build, from Debian's package u-boot-sunxi, and scripts for them from Debian's mkimage. */
public final class DebianUboot {
    private static final Path FOLDER = Path.of("target", "lab", "u-boot-armhf").toAbsolutePath();
    private static final Path NANOPI_NEO = FOLDER.resolve("x/usr/lib/u-boot/nanopi_neo/u-boot-sunxi-with-spl.bin");

    private DebianUboot() {}

    /** SPL and U-Boot for an H3 board, fetched with apt unless an earlier run has. */
    public static ByteBuffer nanopiNeo() throws IOException {
        if (!Files.exists(NANOPI_NEO)) {
            Files.createDirectories(FOLDER.resolve("lists/partial"));
            Files.createDirectories(FOLDER.resolve("lists/archives/partial"));
            String options = "-oAPT::Architecture=armhf -oAPT::Architectures=armhf -oDir::State::Lists=" + FOLDER
                    + "/lists -oDir::Cache=" + FOLDER + "/lists -oAPT::Sandbox::User=";
            run(
                    FOLDER,
                    "sh",
                    "-c",
                    "apt-get -q " + options + " update; apt-get -q " + options
                            + " download u-boot-sunxi && dpkg -x u-boot-sunxi_*_armhf.deb x");
        }
        return ByteBuffer.wrap(Files.readAllBytes(NANOPI_NEO));
    }

    /** A script image of these commands. */
    static ByteBuffer script(Path folder, List<String> commands) throws IOException {
        Files.write(folder.resolve("boot.cmd"), commands);
        run(folder, "mkimage", "-A", "arm", "-T", "script", "-C", "none", "-d", "boot.cmd", "boot.scr");
        return ByteBuffer.wrap(Files.readAllBytes(folder.resolve("boot.scr")));
    }

    private static void run(Path folder, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
