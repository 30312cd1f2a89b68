package dev.gangway.station;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Debian's own U-Boot in a process of qemu-system-aarch64: its console on a pty, a network of its own whose outside is this
 * machine's loopback, an empty disk. The kernel kills QEMU with the thread that started it.
 */
final class QemuUboot implements AutoCloseable {
    private static final Path FIRMWARE = Path.of("/usr/lib/u-boot/qemu_arm64/u-boot.bin");
    private static final Pattern PTY = Pattern.compile("redirected to (/dev/pts/[0-9]+)");

    private final Process process;
    private final Path disk;
    private final String console;

    private QemuUboot(Process process, Path disk, String console) {
        this.process = process;
        this.disk = disk;
        this.console = console;
    }

    /**
     * Starts one.
     *
     * @param name of its files in the folder
     * @param number from 1; goes into its MAC
     * @param bytes of its disk
     * @throws IOException saying which Debian package is missing
     */
    static QemuUboot start(Path folder, String name, int number, long bytes) throws IOException {
        return start(folder, name, number, bytes, "");
    }

    /** One whose disk can be read only. */
    static QemuUboot startReadOnly(Path folder, String name, int number, long bytes) throws IOException {
        return start(folder, name, number, bytes, "readonly=on,");
    }

    private static QemuUboot start(Path folder, String name, int number, long bytes, String drive) throws IOException {
        if (!Files.exists(FIRMWARE)) {
            throw new IOException(FIRMWARE + " is missing: apt-get install u-boot-qemu qemu-system-arm");
        }
        Path disk = folder.resolve(name + ".disk");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(bytes);
        }
        Path messages = folder.resolve(name + ".qemu");
        Process process = new ProcessBuilder(command(disk, number, drive))
                .redirectErrorStream(true)
                .redirectOutput(messages.toFile())
                .start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> !process.isAlive()
                        || PTY.matcher(Files.readString(messages)).find());
        Matcher pty = PTY.matcher(Files.readString(messages));
        if (!pty.find()) {
            process.destroyForcibly();
            throw new IOException("QEMU did not start: " + Files.readString(messages));
        }
        return new QemuUboot(process, disk, pty.group(1));
    }

    private static List<String> command(Path disk, int number, String drive) {
        return List.of(
                "setpriv",
                "--pdeathsig",
                "KILL",
                "qemu-system-aarch64",
                "-M",
                "virt",
                "-cpu",
                "cortex-a57",
                "-m",
                "512M",
                "-display",
                "none",
                "-monitor",
                "none",
                "-serial",
                "pty",
                "-bios",
                FIRMWARE.toString(),
                "-netdev",
                "user,id=n0",
                "-device",
                "virtio-net-pci,netdev=n0,romfile=,mac=52:54:00:0a:00:0" + number,
                "-drive",
                "if=none,format=raw,id=d0," + drive + "file=" + disk,
                "-device",
                "virtio-blk-pci,drive=d0");
    }

    /** The device of its console. */
    String console() {
        return console;
    }

    /** Its disk, as it is from outside. */
    Path disk() {
        return disk;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
