package dev.gangway.virtual.dfu;

import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.VirtualBoard;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A board with a DFU loader and an application. What it keeps stays over loss of power. */
public final class DfuBoard implements VirtualBoard {
    private static final Duration START_UP = Duration.ofMillis(50);
    private static final Duration RESTART = Duration.ofMillis(100);

    private final String description;
    private final boolean beginsInLoader;
    private final Personality personality;
    private final Consumer<String> console;
    private @Nullable Running running;

    /** What is on the bus while the loader runs, and while the application does. */
    interface Personality {
        UsbFunction loader(LoaderHost host);

        /** The application; null when the board has none that runs, and stays in its loader. */
        @Nullable
        UsbFunction application(Runnable toLoader);

        /** What it keeps. */
        byte[] read(int setting, long address, int length);

        /** Puts something there that nobody sent. */
        void keep(int setting, long address, byte[] content);
    }

    DfuBoard(String description, boolean beginsInLoader, Personality personality, Consumer<String> console) {
        this.description = description;
        this.beginsInLoader = beginsInLoader;
        this.personality = personality;
        this.console = console;
    }

    @Override
    public void plugged(BoardPort port) {
        Running now = new Running(port);
        running = now;
        port.after(START_UP, () -> now.show(beginsInLoader));
    }

    @Override
    public void unplugged() {
        running = null;
    }

    @Override
    public String describe() {
        return description;
    }

    /** Whether the application runs. */
    public boolean runsApplication() {
        Running now = running;
        return now != null && now.application;
    }

    /** What it keeps; only when nothing moves. */
    public byte[] read(int setting, long address, int length) {
        return personality.read(setting, address, length);
    }

    /**
     * Puts something into it that came by no cable; only when nothing moves.
     *
     * @param address of a board without addresses 0: its memory holds this and nothing else from now on
     */
    public void keep(int setting, long address, byte[] content) {
        personality.keep(setting, address, content);
    }

    /** The board between plug and unplug. */
    private final class Running implements LoaderHost {
        private final BoardPort port;
        private volatile boolean application;
        private long start;

        Running(BoardPort port) {
            this.port = port;
        }

        void show(boolean loader) {
            UsbFunction app = loader ? null : personality.application(() -> restart(true));
            application = app != null;
            log(app == null ? "dfu: the loader waits" : "dfu: the application runs");
            port.enumerate(app == null ? personality.loader(this) : app);
        }

        private void restart(boolean loader) {
            start++;
            after(Duration.ofMillis(5), () -> {
                port.detach();
                start++;
                after(RESTART, () -> show(loader));
            });
        }

        @Override
        public void startApplication() {
            restart(false);
        }

        @Override
        public void after(Duration delay, Runnable task) {
            long mine = start;
            port.after(delay, () -> {
                if (mine == start) {
                    task.run();
                }
            });
        }

        @Override
        public void log(String line) {
            console.accept(line);
        }
    }
}
