package dev.gangway.station;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * U-Boot's sandbox, built from Debian's source: U-Boot as a program of this machine, with a SPI NOR in a file, a NAND, and the
 * loopback as its network. Its console is a pty, which socat makes. The kernel kills it with the thread that started it.
 */
final class UbootSandbox implements AutoCloseable {
    /** U-Boot is built here once. */
    private static final Path BUILT = Path.of("target/uboot-sandbox").toAbsolutePath();

    private static final int NOR = 2 << 20;
    private static final int PAGE = 2048;
    private static final int SPARE = 64;

    private final Process process;
    private final Path folder;
    private final Path console;

    private UbootSandbox(Process process, Path folder, Path console) {
        this.process = process;
        this.folder = folder;
        this.console = console;
    }

    /** {@link #start(Path, String)} on the machine whose NAND has pages of 2 KiB. */
    static UbootSandbox start(Path folder) throws IOException, InterruptedException {
        return start(folder, "sandbox.dtb");
    }

    /**
     * Builds it when it is not there, and starts it with an erased flash.
     *
     * @param folder for its flash
     * @param machine the file of its machine, of those that the script makes
     * @throws AssertionError when it can't be built, with what the script says
     */
    static UbootSandbox start(Path folder, String machine) throws IOException, InterruptedException {
        Process build = new ProcessBuilder("bash", "src/lab/uboot-sandbox.sh", BUILT.toString())
                .inheritIO()
                .start();
        if (build.waitFor() != 0) {
            List<String> said = Files.readAllLines(BUILT.resolve("build.log"));
            throw new AssertionError("U-Boot's sandbox was not built: "
                    + String.join(" | ", said.subList(Math.max(0, said.size() - 5), said.size())));
        }
        byte[] erased = new byte[NOR];
        Arrays.fill(erased, (byte) 0xff);
        Files.write(folder.resolve("spi.bin"), erased);
        Path console = folder.resolve("console");
        Process process = new ProcessBuilder(
                        "setpriv",
                        "--pdeathsig",
                        "KILL",
                        "socat",
                        "pty,rawer,link=" + console,
                        "EXEC:" + BUILT.resolve("u-boot") + " -t raw -d " + BUILT.resolve(machine)
                                + ",pty,rawer,setsid,ctty")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("socat.log").toFile())
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(console) || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("the sandbox did not start: " + Files.readString(folder.resolve("socat.log")));
        }
        return new UbootSandbox(process, folder, console.toRealPath());
    }

    /** The device of its console. */
    Path console() {
        return console;
    }

    /** Its SPI NOR, as it is from outside. */
    byte[] nor() throws IOException {
        return Files.readAllBytes(folder.resolve("spi.bin"));
    }

    /** The first pages of its first NAND as they are from outside, without what is spare; those that were erased may have their old bytes. */
    byte[] nand(int pages) throws IOException {
        long pid = process.descendants()
                .filter(one -> one.info().command().orElse("").endsWith("/u-boot"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the sandbox is gone"))
                .pid();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path one : open) {
                if (Files.readSymbolicLink(one).toString().startsWith("/tmp/u-boot.nand0.")) {
                    return pages(one, pages);
                }
            }
        }
        throw new AssertionError("the process " + pid + " has no NAND");
    }

    private static byte[] pages(Path nand, int count) throws IOException {
        ByteBuffer pages = ByteBuffer.allocate(count * PAGE);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(nand))) {
            while (pages.hasRemaining()) {
                pages.put(in.readNBytes(PAGE + SPARE), 0, PAGE);
            }
        }
        return pages.array();
    }

    @Override
    public void close() {
        process.children().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
