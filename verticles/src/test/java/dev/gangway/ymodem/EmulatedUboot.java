package dev.gangway.ymodem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.Pauses;
import dev.gangway.channel.SerialDevice;
import dev.gangway.channel.SerialLine;
import dev.gangway.model.FailureException;
import dev.gangway.serial.TtyLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's U-Boot for QEMU's ARM board, at its prompt; its console is a pty. */
final class EmulatedUboot implements AutoCloseable {
    /** Where it has memory that it does not use itself. */
    static final String FREE = "0x42000000";

    private static final Path IMAGE = Path.of("/usr/lib/u-boot/qemu_arm/u-boot.bin");
    private static final Pattern CONSOLE = Pattern.compile("redirected to (/dev/pts/[0-9]+)");
    private static final String PROMPT = "\n=> ";

    /** An emulated machine on a busy one. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration KEY_AGAIN = Duration.ofMillis(500);

    private final Process machine;
    private final SerialLine line;
    private final YmodemBoard console;

    private EmulatedUboot(Process machine, SerialLine line) {
        this.machine = machine;
        this.line = line;
        this.console = YmodemBoard.open(line, Pauses.UNSTOPPED);
    }

    /**
     * Starts it.
     *
     * @param folder for what QEMU says
     * @throws AssertionError when QEMU or the image is not installed
     */
    static EmulatedUboot started(Path folder) throws Exception {
        if (!Files.exists(IMAGE)) {
            throw new AssertionError(IMAGE + " is missing: install Debian's u-boot-qemu");
        }
        Path said = folder.resolve("qemu");
        // Not -nographic: its monitor would take XMODEM's SOH for a key.
        Process machine = new ProcessBuilder(
                        "qemu-system-arm",
                        "-M",
                        "virt",
                        "-cpu",
                        "cortex-a15",
                        "-m",
                        "256M",
                        "-display",
                        "none",
                        "-monitor",
                        "none",
                        "-net",
                        "none",
                        "-serial",
                        "pty",
                        "-bios",
                        IMAGE.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            await().atMost(PATIENCE).until(() -> console(said).find() || !machine.isAlive());
            Matcher told = console(said);
            if (!told.find()) {
                throw new AssertionError("QEMU did not start: " + Files.readString(said, UTF_8));
            }
            EmulatedUboot board = new EmulatedUboot(machine, TtyLine.open(new SerialDevice(told.group(1))));
            board.awaitPrompt();
            return board;
        } catch (Exception | AssertionError e) {
            machine.destroy();
            throw e;
        }
    }

    /**
     * Has it show its prompt: Enter stops it before it boots by itself, and brings the prompt whatever was going on. A pty keeps
     * nothing that was said before it was opened, so Enter is pressed blindly.
     */
    void awaitPrompt() throws FailureException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            console.type("\r");
            try {
                console.expect(PROMPT, KEY_AGAIN);
                return;
            } catch (FailureException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }

    private static Matcher console(Path said) throws IOException {
        return CONSOLE.matcher(Files.readString(said, UTF_8));
    }

    /** Its console. */
    YmodemBoard console() {
        return console;
    }

    /** Types a command, and waits until it says this. */
    void command(String typed, String says) throws Exception {
        console.type(typed + "\r");
        console.expect(says, PATIENCE);
    }

    /** Waits for it to say this. */
    void says(String text) throws Exception {
        console.expect(text, PATIENCE);
    }

    /** Waits for its prompt. */
    void prompts() throws Exception {
        console.expect(PROMPT, PATIENCE);
    }

    @Override
    public void close() {
        line.close();
        machine.destroy();
    }
}
