package dev.gangway.uboot.command;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.SerialLine;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.shell.Caller;
import dev.gangway.shell.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A board's console at a person's terminal: each key goes to the board as it is typed, and what comes is shown as it comes. One
 * thread, which looks at both in turns.
 */
final class RawShell {
    /** Control-], as in telnet: no line editor uses it. */
    private static final int LEAVE = 0x1d;

    private static final String LEAVE_NAME = "control-]";
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration STALLED = Duration.ofSeconds(5);
    private static final int PIECE = 4096;

    /** A 16550's FIFO: more at once, as when something is pasted, would be lost. */
    private static final int KEYS = 16;

    private final SerialLine line;
    private final Caller caller;

    RawShell(SerialLine line, Caller caller) {
        this.line = line;
        this.caller = caller;
    }

    /**
     * Goes on until control-] is typed.
     *
     * @param where what the person is told of where they are: {@code At U-Boot's prompt}
     * @param begin what is typed first, so that the board shows its prompt
     * @throws FailureException when the line is gone, or the terminal can't be set
     */
    void run(Terminal terminal, String where, byte[] begin) throws FailureException {
        caller.out().print(where + "; " + LEAVE_NAME + " leaves it.\r\n");
        caller.out().flush();
        try {
            Terminal.Raw raw = terminal.raw();
            try {
                line.write(ByteBuffer.wrap(begin), STALLED);
                boolean goesOn = true;
                while (goesOn) {
                    goesOn = step();
                }
            } finally {
                raw.close();
            }
            caller.out().println();
        } catch (ChannelException e) {
            throw e.asFailure("talking to the board's console");
        } catch (IOException e) {
            throw new FailureException(FailureKind.HOST_IO, "the terminal can't be used: " + e.getMessage(), e);
        }
    }

    /** Passes on what is there on either side; false when the person leaves, or is gone. */
    private boolean step() throws ChannelException, IOException {
        ByteBuffer came = ByteBuffer.allocate(PIECE);
        line.read(came, LOOK);
        if (came.flip().hasRemaining()) {
            caller.out().write(came.array(), 0, came.limit());
            caller.out().flush();
        }
        if (caller.out().checkError()) {
            return false;
        }
        InputStream in = caller.in();
        byte[] keys = in.readNBytes(Math.min(KEYS, in.available()));
        int leaves = indexOfLeave(keys);
        if (keys.length > 0 && leaves != 0) {
            line.write(ByteBuffer.wrap(keys, 0, leaves < 0 ? keys.length : leaves), STALLED);
        }
        return leaves < 0;
    }

    private static int indexOfLeave(byte[] keys) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] == LEAVE) {
                return i;
            }
        }
        return -1;
    }
}
