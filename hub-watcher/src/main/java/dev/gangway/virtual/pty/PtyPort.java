package dev.gangway.virtual.pty;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.SerialLine;
import dev.gangway.channel.Sighting;
import dev.gangway.model.PortPath;
import dev.gangway.virtual.VirtualHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pty of one port of the hub, from attach to attach, and the thread that serves it. */
final class PtyPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PtyPort.class);

    /** How long it takes at most until a program's opening or a board's coming is seen. */
    private static final Duration GLANCE = Duration.ofMillis(10);

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

    private final VirtualHub hub;
    private final PortPath port;
    private final Path link;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private PtyPort(VirtualHub hub, PortPath port, Path link, Pty first) {
        this.hub = hub;
        this.port = port;
        this.link = link;
        thread = new Thread(() -> serve(first), "pty-" + port);
        thread.setDaemon(true);
    }

    /** Makes the link and begins to serve. */
    static PtyPort begin(VirtualHub hub, PortPath port, Path link) throws IOException {
        Pty first = Pty.open();
        try {
            first.linkAt(link);
        } catch (IOException e) {
            first.close();
            throw e;
        }
        PtyPort begun = new PtyPort(hub, port, link, first);
        begun.thread.start();
        return begun;
    }

    private void serve(Pty first) {
        try {
            Pty pty = first;
            while (!isClosing()) {
                try (Pty now = pty) {
                    attached(now);
                }
                Files.deleteIfExists(link);
                if (awaitAttach()) {
                    pty = Pty.open();
                    pty.linkAt(link);
                }
            }
        } catch (IOException e) {
            LOG.atError().addKeyValue("port", port).log("the board's pty is gone: " + e.getMessage());
        }
    }

    private Optional<Sighting> sighting() throws ChannelException {
        return hub.survey().stream()
                .filter(seen -> seen.port().equals(port) && seen.isDescribed())
                .findFirst();
    }

    /** Whether a board came before the end. */
    private boolean awaitAttach() throws ChannelException {
        while (!isClosing() && sighting().isEmpty()) {
            glance();
        }
        return !isClosing();
    }

    /** Serves one program after the other until the board leaves. */
    private void attached(Pty pty) throws IOException {
        if (!awaitAttach()) {
            return;
        }
        Sighting board = sighting().orElse(null);
        while (board != null && !isClosing() && sighting().filter(board::equals).isPresent()) {
            if (pty.await(Duration.ZERO) == Pty.State.UNUSED) {
                glance();
                continue;
            }
            try (SerialLine line = hub.open(port, board.deviceKey(), SerialLine.class)) {
                new PtyTalk(pty, line).until(this::isClosing);
            } catch (ChannelException e) {
                LOG.atDebug().addKeyValue("port", port).log("a board's serial line ended: " + e.getMessage());
                glance();
            }
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Waits a moment, or for the end. */
    private void glance() {
        try {
            if (closing.await(GLANCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atDebug().addKeyValue("port", port).log("the pty's end has come");
            }
        } catch (InterruptedException e) {
            closing.countDown(); // nobody interrupts it but who wants its end
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(ENDS_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
