package dev.gangway.station.lab.emulated;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A process of Debian's qemu-system-arm whose machine has an H3, held at its reset vector in the boot ROM. The thread that
 * starts it must live as long as the machine shall: the kernel kills QEMU with it, so that none outlives its exporter.
 */
final class QemuH3 implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final int LOOK_AGAIN = 200;

    private final Process process;
    private final GdbRemote gdb;
    private final Path messages;

    private QemuH3(Process process, GdbRemote gdb, Path messages) {
        this.process = process;
        this.gdb = gdb;
        this.messages = messages;
    }

    /**
     * Starts a machine.
     *
     * @param sid the chip's id: its four words one after the other, as 32 hex digits grouped like a UUID
     * @param console file for what the first UART sends; QEMU's own messages go beside it
     * @param patience how long the gdb stub may be silent over one command
     * @throws IOException when QEMU is not installed, ends at once or does not call
     */
    static QemuH3 start(String sid, Path console, Duration patience) throws IOException {
        Path messages = console.resolveSibling(console.getFileName() + ".qemu");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = new ProcessBuilder(command(sid, console, server.getLocalPort()))
                    .redirectErrorStream(true)
                    .redirectOutput(messages.toFile())
                    .start();
            try {
                return new QemuH3(process, new GdbRemote(accept(server, process, messages), patience), messages);
            } catch (IOException | RuntimeException e) {
                process.destroyForcibly();
                throw e;
            }
        }
    }

    private static List<String> command(String sid, Path console, int port) {
        return List.of(
                "setpriv",
                "--pdeathsig",
                "KILL",
                "qemu-system-arm",
                "-M",
                "orangepi-pc",
                "-m",
                "1024M", // the machine takes no other size
                "-display",
                "none",
                "-monitor",
                "none",
                "-serial",
                "file:" + console,
                "-nic",
                "none",
                "-global",
                "allwinner-sid.identifier=" + sid,
                // As the boot ROM leaves it: vectors at ffff0000.
                "-global",
                "cortex-a7-arm-cpu.reset-hivecs=on",
                "-S",
                "-chardev",
                "socket,id=gdb,host=127.0.0.1,port=" + port + ",server=off,nodelay=on",
                "-gdb",
                "chardev:gdb");
    }

    private static Socket accept(ServerSocket server, Process process, Path messages) throws IOException {
        server.setSoTimeout(LOOK_AGAIN);
        long end = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                return server.accept();
            } catch (SocketTimeoutException e) {
                if (!process.isAlive()) {
                    throw new IOException(
                            "QEMU ended at once with " + process.exitValue() + ": " + Files.readString(messages), e);
                }
                if (System.nanoTime() > end) {
                    throw new IOException("QEMU did not call within " + START.toSeconds() + " s", e);
                }
            }
        }
    }

    GdbRemote gdb() {
        return gdb;
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /** Runs this, on any thread, with what is known of it when QEMU has ended. */
    void onEnd(Consumer<String> listener) {
        process.onExit().thenAccept(ended -> listener.accept("QEMU ended with " + ended.exitValue() + said()));
    }

    private String said() {
        try {
            String text = Files.readString(messages).strip();
            return text.isEmpty() ? "" : ": " + text;
        } catch (IOException e) {
            return "; what it said can't be read: " + e.getMessage();
        }
    }

    /** Kills it; returns at once. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
