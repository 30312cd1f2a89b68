package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Debian's own U-Boot in a process of QEMU: its console on a pty, a network of its own whose outside is this machine's loopback, and
 * a disk, or a card. The kernel kills QEMU with the thread that started it.
 */
final class QemuUboot implements AutoCloseable {
    /** Debian's U-Boot. */
    static final Path FIRMWARE = Path.of("/usr/lib/u-boot/qemu_arm64/u-boot.bin");

    private static final Pattern PTY = Pattern.compile("redirected to (/dev/pts/[0-9]+)");

    private static final int SPL_AT = 8 << 10;

    private static final List<String> NO_MONITOR = List.of("-monitor", "none");

    private final Process process;
    private final Path disk;
    private final String console;
    private final Path switches;

    private QemuUboot(Process process, Path disk, String console, Path switches) {
        this.process = process;
        this.disk = disk;
        this.console = console;
        this.switches = switches;
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
        return start(folder, name, number, bytes, "", NO_MONITOR);
    }

    /** One whose disk can be read only. */
    static QemuUboot startReadOnly(Path folder, String name, int number, long bytes) throws IOException {
        return start(folder, name, number, bytes, "readonly=on,", NO_MONITOR);
    }

    private static QemuUboot start(Path folder, String name, int number, long bytes, String drive, List<String> monitor)
            throws IOException {
        if (!Files.exists(FIRMWARE)) {
            throw new IOException(FIRMWARE + " is missing: apt-get install u-boot-qemu qemu-system-arm");
        }
        Path disk = empty(folder, name, bytes);
        List<String> command = command(disk, number, drive, monitor);
        command.addAll(List.of("-device", "virtio-blk-pci,drive=d0"));
        return launch(folder, name, disk, command);
    }

    /**
     * One whose disk hangs on another controller.
     *
     * @param devices QEMU's devices; one of them has the drive {@code d0}
     */
    static QemuUboot startOn(Path folder, String name, long bytes, String... devices) throws IOException {
        Path disk = empty(folder, name, bytes);
        List<String> command = command(disk, 1, "", NO_MONITOR);
        for (String device : devices) {
            command.addAll(List.of("-device", device));
        }
        return launch(folder, name, disk, command);
    }

    private static Path empty(Path folder, String name, long bytes) throws IOException {
        Path disk = folder.resolve(name + ".disk");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(bytes);
        }
        return disk;
    }

    /**
     * Starts an Orange Pi PC (Allwinner H3) that begins from a card, as the chip does: SPL and U-Boot are at 8 KiB of it.
     *
     * @param uboot SPL and U-Boot of a board with this chip and the Ethernet port that is in it
     * @param bytes of the card, a power of two
     * @param swallows a sector of which nothing that is written is kept; -1 = none
     */
    static QemuUboot startFromCard(Path folder, String name, Path uboot, long bytes, int swallows) throws IOException {
        Path card = folder.resolve(name + ".card");
        try (RandomAccessFile file = new RandomAccessFile(card.toFile(), "rw")) {
            file.setLength(bytes);
            file.seek(SPL_AT);
            file.write(Files.readAllBytes(uboot));
        }
        List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
        command.addAll(
                List.of("qemu-system-arm", "-M", "orangepi-pc", "-m", "1G", "-display", "none", "-serial", "pty"));
        command.addAll(List.of("-nic", "user", "-monitor", "none", "-drive"));
        Path fault = folder.resolve(name + ".fault");
        Files.writeString(fault, "[inject-error]\nevent = \"write_aio\"\nsector = \"" + swallows + "\"\n");
        command.add("if=sd,format=raw,file=" + (swallows < 0 ? "" : "blkdebug:" + fault + ":") + card);
        return launch(folder, name, card, command);
    }

    private static QemuUboot launch(Path folder, String name, Path disk, List<String> command) throws IOException {
        Path messages = folder.resolve(name + ".qemu");
        Process process = new ProcessBuilder(command)
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
        return new QemuUboot(process, disk, pty.group(1), monitor(folder, name));
    }

    private static List<String> command(Path disk, int number, String drive, List<String> monitor) {
        List<String> command = new ArrayList<>(List.of(
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
                "-serial",
                "pty",
                "-bios",
                FIRMWARE.toString(),
                "-netdev",
                "user,id=n0",
                "-device",
                "virtio-net-pci,netdev=n0,romfile=,mac=52:54:00:0a:00:0" + number,
                "-drive",
                "if=none,format=raw,id=d0," + drive + "file=" + disk));
        command.addAll(monitor);
        return command;
    }

    /**
     * Starts one that is off. It can be switched on again whenever it has switched itself off, and has its console all the time.
     *
     * @param folder short: its monitor is a socket in there
     */
    static QemuUboot startOff(Path folder, String name, int number, long bytes) throws IOException {
        return start(
                folder,
                name,
                number,
                bytes,
                "",
                List.of("-S", "-no-shutdown", "-monitor", "unix:" + monitor(folder, name) + ",server=on,wait=off"));
    }

    private static Path monitor(Path folder, String name) {
        return folder.resolve(name + ".monitor");
    }

    /** Switches one on that is off. */
    void switchOn() throws IOException {
        try (SocketChannel monitor = SocketChannel.open(UnixDomainSocketAddress.of(switches))) {
            monitor.write(ByteBuffer.wrap("system_reset\ncont\n".getBytes(StandardCharsets.US_ASCII)));
            monitor.shutdownOutput();
            ByteBuffer said = ByteBuffer.allocate(1 << 12);
            while (monitor.read(said.clear()) >= 0) {
                // It answers each command when it has done it.
            }
        }
    }

    /** Its disk is empty again; for one that is off. */
    void wipe() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            long length = file.length();
            file.setLength(0);
            file.setLength(length);
        }
    }

    /** Whether its disk begins with these bytes and has zeros behind them. */
    void assertHolds(byte[] image) throws IOException {
        try (InputStream in = Files.newInputStream(disk)) {
            assertThat(Arrays.mismatch(in.readNBytes(image.length), image)).isEqualTo(-1);
            byte[] rest = in.readAllBytes();
            assertThat(Arrays.mismatch(rest, new byte[rest.length]))
                    .as("zeros behind the image")
                    .isEqualTo(-1);
        }
    }

    /** Whether it has switched itself off, or was taken away. */
    boolean isOff() {
        return !process.isAlive();
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
