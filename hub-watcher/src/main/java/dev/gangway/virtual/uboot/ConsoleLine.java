package dev.gangway.virtual.uboot;

import java.util.function.Consumer;

/**
 * U-Boot's line editor without history: echoes, rubs out, ends a line with a return or a line feed each, rings where a line is too
 * long and keeps what fits. An empty line stands for the one before.
 */
final class ConsoleLine {
    /** CONFIG_SYS_CBSIZE of most boards, one less for the end. */
    private static final int LONGEST = 511;

    private static final int CONTROL_C = 3;
    private static final int BACKSPACE = 8;
    private static final int CONTROL_U = 0x15;
    private static final int DELETE = 0x7f;

    private final Consumer<String> tty;
    private final Host host;
    private final StringBuilder typed = new StringBuilder();
    private String before = "";

    /** Who runs what is typed. */
    interface Host {
        /** A line was ended. */
        void run(String line);

        /** The line was given up. */
        void interrupted();
    }

    ConsoleLine(Consumer<String> tty, Host host) {
        this.tty = tty;
        this.host = host;
    }

    void take(int one) {
        switch (one) {
            case '\r', '\n' -> {
                tty.accept("\r\n");
                String line = typed.length() == 0 ? before : typed.toString();
                typed.setLength(0);
                before = line;
                host.run(line);
            }
            case CONTROL_C -> {
                typed.setLength(0);
                tty.accept("<INTERRUPT>\r\n");
                host.interrupted();
            }
            case BACKSPACE, DELETE -> {
                if (typed.length() > 0) {
                    typed.setLength(typed.length() - 1);
                    tty.accept("\b \b");
                }
            }
            case CONTROL_U -> {
                tty.accept("\b \b".repeat(typed.length()));
                typed.setLength(0);
            }
            default -> {
                if (typed.length() == LONGEST) {
                    tty.accept("\u0007");
                } else {
                    typed.append((char) one);
                    tty.accept(String.valueOf((char) one));
                }
            }
        }
    }
}
