package dev.gangway.virtual.pty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the consoles of virtual boards that are flashed over something else on ptys: what the board on port N says comes out of
 * {@code console-N} in a folder, a link to a pty that stays when the board leaves, as an adapter of the fixture would. What is typed
 * there goes nowhere. A thread a console.
 */
public final class ConsoleExport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleExport.class);

    /** A board that says more while nobody reads loses it, as at a UART. */
    private static final int MOST_WAITING = 10_000;

    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final long ENDS_WITHIN_MILLIS = 2_000;

    private final List<Console> consoles = new ArrayList<>();

    /**
     * Begins to export; all links are there afterwards.
     *
     * @param boards how many, from 1
     * @param folder where the links are; made when it is not there
     * @throws IOException when this system has no ptys, or the folder does not take links
     */
    public ConsoleExport(int boards, Path folder) throws IOException {
        Files.createDirectories(folder);
        try {
            for (int port = 1; port <= boards; port++) {
                consoles.add(new Console(folder.toAbsolutePath().normalize().resolve("console-" + port)));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Where what this board says comes out. */
    public Path link(int port) {
        return consoles.get(port - 1).link;
    }

    /** Takes the lines that this board says; never blocks. */
    public Consumer<String> of(int port) {
        return consoles.get(port - 1)::say;
    }

    /** The board's side of one line. */
    private static final class Console implements AutoCloseable {
        private final Path link;
        private final Pty pty;
        private final BlockingQueue<String> said = new LinkedBlockingQueue<>(MOST_WAITING);
        private final Thread thread;
        private volatile boolean closing;

        Console(Path link) throws IOException {
            this.link = link;
            this.pty = Pty.open();
            try {
                pty.linkAt(link);
            } catch (IOException e) {
                pty.close();
                throw e;
            }
            this.thread = new Thread(this::serve, link.getFileName().toString());
            thread.setDaemon(true);
            thread.start();
        }

        void say(String line) {
            said.offer(line);
        }

        private void serve() {
            byte[] typed = new byte[256];
            try (Pty open = pty) {
                while (!closing) {
                    String line = said.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                    if (line != null) {
                        write(open, (line + "\r\n").getBytes(StandardCharsets.UTF_8));
                    }
                    open.read(typed);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                LOG.atWarn().addKeyValue("console", link).log(String.valueOf(e.getMessage()));
            }
        }

        private void write(Pty open, byte[] bytes) throws IOException {
            for (int at = 0; at < bytes.length && !closing; ) {
                at += open.write(Arrays.copyOfRange(bytes, at, bytes.length), PATIENCE);
            }
        }

        @Override
        public void close() {
            closing = true;
            try {
                thread.join(ENDS_WITHIN_MILLIS);
                Files.deleteIfExists(link);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                LOG.atDebug().addKeyValue("console", link).log("the link stays: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        consoles.forEach(Console::close);
    }
}
