package dev.gangway.virtual.pty;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SerialLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one program and a board say to each other, from the program's opening of the pty to its closing. A thread of its own
 * carries what the board says; a virtual board's line can be read beside all else.
 */
final class PtyTalk {
    /** How soon a change of the rate is seen, and a leaving board, while nobody says anything. */
    private static final Duration TICK = Duration.ofMillis(20);

    private static final Duration STALLED = Duration.ofMillis(500);
    private static final int PIECE = 4096;

    private final Pty pty;
    private final SerialLine line;
    private volatile boolean over;
    private volatile @Nullable IOException trouble;

    PtyTalk(Pty pty, SerialLine line) {
        this.pty = pty;
        this.line = line;
    }

    /**
     * Carries bytes until the program closes the pty, or the end comes.
     *
     * @throws ChannelException when the board has left
     */
    void until(BooleanSupplier end) throws IOException {
        line.discard(); // nobody listened when it was said
        int speed = 0;
        Thread answers = new Thread(this::answers, Thread.currentThread().getName() + "-answers");
        answers.setDaemon(true);
        answers.start();
        try {
            byte[] piece = new byte[PIECE];
            while (!end.getAsBoolean() && !over) {
                Pty.State state = pty.await(TICK);
                int now = pty.speed();
                if (now != speed && now > 0) {
                    speed = now;
                    line.baud(speed);
                }
                if (state == Pty.State.UNUSED) {
                    return;
                }
                if (state == Pty.State.READABLE) {
                    toBoard(ByteBuffer.wrap(piece, 0, pty.read(piece)), end);
                }
            }
        } finally {
            over = true;
            line.cancel();
            join(answers);
        }
        IOException why = trouble;
        if (why != null) {
            throw why;
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A board that takes nothing for a while is waited for, as an adapter does whose other side is silent. */
    private void toBoard(ByteBuffer bytes, BooleanSupplier end) throws ChannelException {
        while (bytes.hasRemaining() && !end.getAsBoolean() && !over) {
            try {
                line.write(bytes, STALLED);
            } catch (ChannelException e) {
                if (e.fault() != ChannelFault.TIMEOUT && e.fault() != ChannelFault.STALL) {
                    throw e;
                }
            }
        }
    }

    private void answers() {
        try {
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            while (!over) {
                piece.clear();
                int length = said(piece);
                byte[] bytes = Arrays.copyOf(piece.array(), length);
                while (bytes.length > 0 && !over) {
                    bytes = Arrays.copyOfRange(bytes, pty.write(bytes, TICK), bytes.length);
                }
            }
        } catch (IOException e) {
            if (!over) {
                trouble = e;
                over = true;
            }
        }
    }

    private int said(ByteBuffer piece) throws ChannelException {
        try {
            return line.read(piece, STALLED);
        } catch (ChannelException e) {
            if (e.fault() == ChannelFault.STALL) {
                return 0;
            }
            throw e;
        }
    }
}
