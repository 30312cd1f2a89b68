package dev.gangway.fel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's package {@code u-boot-sunxi}, fetched with apt and unpacked; nothing is installed. */
public final class DebianUboot {
    /** SPL and U-Boot in one file, as the package names it for every 32-bit board. */
    public static final String FILE = "u-boot-sunxi-with-spl.bin";

    /** A legacy image's header, and where it begins behind the SPL. */
    private static final int SPL_SLOT = 0x8000;

    private static final int LEGACY_HEADER = 64;
    private static final int LEGACY_SIZE = 12;
    private static final int TRIES = 3;

    private DebianUboot() {}

    /**
     * Fetches the package into this folder.
     *
     * @param architecture Debian's name of it: armhf or arm64
     * @return the folder with one folder a board
     * @throws IOException when apt could not get it; the message is what apt said
     */
    public static Path fetch(Path folder, String architecture) throws IOException, InterruptedException {
        Path lists = Files.createDirectories(folder.resolve(architecture));
        Files.createDirectories(lists.resolve("partial"));
        Files.createDirectories(lists.resolve("archives/partial"));
        String options = "-oAPT::Architecture=" + architecture + " -oAPT::Architectures=" + architecture
                + " -oDir::State::Lists=" + lists + " -oDir::Cache=" + lists + " -oAPT::Sandbox::User=";
        // The update may complain of a list that is not needed; whether the download works decides.
        String command = "apt-get -q " + options + " update; apt-get -q " + options
                + " download u-boot-sunxi && dpkg -x u-boot-sunxi_*_" + architecture + ".deb x-" + architecture;
        IOException failure = new IOException("not tried");
        for (int i = 0; i < TRIES; i++) {
            try {
                run(folder, command);
                return folder.resolve("x-" + architecture + "/usr/lib/u-boot");
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    /** U-Boot proper as it runs from memory, out of a file whose second half is a legacy image. */
    public static ByteBuffer proper(ByteBuffer file) {
        return file.slice(SPL_SLOT + LEGACY_HEADER, file.getInt(SPL_SLOT + LEGACY_SIZE));
    }

    private static void run(Path folder, String command) throws IOException, InterruptedException {
        Path log = folder.resolve("apt.log");
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(command + "\n" + Files.readString(log));
        }
    }
}
