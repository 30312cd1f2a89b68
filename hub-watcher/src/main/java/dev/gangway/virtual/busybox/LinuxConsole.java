package dev.gangway.virtual.busybox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A Linux on a board's console, from the kernel's first line to its end: it asks who logs in or shows a shell at once, edits lines
 * as ash does, and runs them. {@link #take} and the board's timers under the board's lock; commands on threads of their own.
 */
public final class LinuxConsole {
    private static final int CONTROL_C = 3;
    private static final int BACKSPACE = 8;
    private static final int DELETE = 0x7f;
    private static final int USUAL_WIDTH = 80;

    /** ash, of a terminal that tells no size, asks where its cursor is. */
    private static final String ASKS = "\u001b[6n";

    private final Board board;
    private final Look look;
    private final LinuxTroubles troubles;
    private final BusyboxShell shell;
    private final StringBuilder typed = new StringBuilder();
    private State state = State.STARTING;
    private int width;
    private String user = "";
    private boolean over;

    private enum State {
        STARTING,
        LOGIN,
        PASSWORD,
        SHELL,
        BUSY
    }

    /**
     * What kind of Linux it is.
     *
     * @param user who may log in; empty = there is a root shell at once
     * @param password his; empty = none
     */
    public record Look(String user, String password) {}

    /** The board that it runs on. */
    public interface Board {
        /** Prints. Any thread. */
        void print(String text);

        /** Has this done later, under the board's lock. Any thread. */
        void later(Duration time, Runnable task);

        /** Resets the board. Any thread. */
        void reset();
    }

    /** A Linux with these disks, which begins with {@link #start}. */
    public LinuxConsole(Board board, Look look, List<LinuxDisk> disks, LinuxTroubles troubles) {
        this.board = board;
        this.look = look;
        this.troubles = troubles;
        LinuxFiles files = new LinuxFiles(troubles.lacksDisk() ? List.of() : disks);
        this.shell = new BusyboxShell(files, new BusyboxCommands(files, troubles, new Outside()));
    }

    /** What commands do to the machine. */
    private final class Outside implements BusyboxCommands.Machine {
        @Override
        public void width(int columns) {
            width = columns;
        }

        @Override
        public void leave(boolean anew) {
            over = true;
            board.print(anew ? "reboot: Restarting system\r\n" : "reboot: Power down\r\n");
            if (anew) {
                board.reset();
            }
        }

        @Override
        public void reset() {
            over = true;
            board.reset();
        }
    }

    /** The kernel begins. */
    public void start() {
        print("[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x411fd070]");
        print("[    0.000000] Linux version 6.1.0-57-cloud-arm64 (debian-kernel@lists.debian.org)");
        print("[    0.412000] virtio_blk virtio1: [vda] 131072 512-byte logical blocks");
        if (troubles.panics()) {
            print("[    0.500000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)");
            return;
        }
        board.later(Duration.ofMillis(50), this::up);
    }

    private void print(String line) {
        board.print(line + "\r\n");
    }

    private void up() {
        if (look.user().isEmpty()) {
            print("/bin/sh: can't access tty; job control turned off");
            prompt();
        } else {
            askUser();
        }
    }

    private void askUser() {
        state = State.LOGIN;
        typed.setLength(0);
        board.print("\r\nflasher login: ");
    }

    private void prompt() {
        state = State.SHELL;
        typed.setLength(0);
        board.print(shell.prompt() + (width == 0 ? ASKS : ""));
    }

    /** A key. */
    public void take(int one) {
        switch (state) {
            case STARTING, BUSY -> {}
            case LOGIN, PASSWORD -> loginKey(one);
            case SHELL -> shellKey(one);
        }
    }

    private void loginKey(int one) {
        if (one != '\r' && one != '\n') {
            typed.append((char) one);
            board.print(state == State.LOGIN ? String.valueOf((char) one) : "");
            return;
        }
        String text = typed.toString();
        typed.setLength(0);
        board.print("\r\n");
        if (state == State.LOGIN) {
            user = text;
            if (text.isEmpty()) {
                askUser();
            } else if (look.password().isEmpty()) {
                enter(true);
            } else {
                state = State.PASSWORD;
                board.print("Password: ");
            }
        } else {
            enter(text.equals(look.password()));
        }
    }

    private void enter(boolean rightPassword) {
        if (user.equals(look.user()) && rightPassword && !troubles.refusesLogin()) {
            print("Welcome to the flasher.");
            prompt();
        } else {
            print("Login incorrect");
            askUser();
        }
    }

    private void shellKey(int one) {
        switch (one) {
            case '\r', '\n' -> {
                board.print("\r\n");
                String line = typed.toString();
                typed.setLength(0);
                if (line.isBlank()) {
                    prompt();
                } else {
                    state = State.BUSY;
                    run(line);
                }
            }
            case CONTROL_C -> {
                board.print("^C\r\n");
                prompt();
            }
            case BACKSPACE, DELETE -> {
                if (typed.length() > 0) {
                    typed.setLength(typed.length() - 1);
                    board.print("\b \b");
                }
            }
            default -> {
                typed.append((char) one);
                board.print(String.valueOf((char) one));
                int columns = width == 0 ? USUAL_WIDTH : width;
                if ((shell.prompt().length() + typed.length()) % columns == 0) {
                    board.print("\r\n");
                }
            }
        }
    }

    private void run(String line) {
        Thread thread = new Thread(
                () -> {
                    String trouble = "";
                    try {
                        shell.run(line, new Terminal());
                    } catch (IOException e) {
                        trouble = "sh: " + e.getMessage() + "\r\n";
                    }
                    String told = trouble;
                    board.later(Duration.ZERO, () -> back(told));
                },
                "virtual-busybox");
        thread.setDaemon(true);
        thread.start();
    }

    private void back(String trouble) {
        if (!over) {
            board.print(trouble);
            prompt();
        }
    }

    /** What commands print. */
    private final class Terminal extends OutputStream {
        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            String text = new String(bytes, from, length, StandardCharsets.ISO_8859_1).replace("\n", "\r\n");
            board.later(Duration.ZERO, () -> board.print(text));
        }
    }
}
