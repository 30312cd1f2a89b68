package dev.gangway.esp;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.SerialLine;
import dev.gangway.model.FailureException;
import java.time.Duration;
import java.util.List;

/** How a chip is reset by the control lines (the dossier's section 1): DTR holds the boot pin low, RTS the reset. */
final class EspReset {
    private static final Duration HOLD = Duration.ofMillis(100);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofMillis(550);

    private final SerialLine line;
    private final Pauses pauses;
    private final boolean ownUsb;
    private boolean wired = true;

    /** Goes into the loader. */
    private interface Sequence {
        void run() throws ChannelException, FailureException;
    }

    EspReset(SerialLine line, Pauses pauses, boolean ownUsb) {
        this.line = line;
        this.pauses = pauses;
        this.ownUsb = ownUsb;
    }

    /** Whether there are control lines. */
    boolean isWired() {
        return wired;
    }

    /** Resets into the loader, another way at each attempt; does nothing where there are no control lines. */
    void intoLoader(int attempt) throws ChannelException, FailureException {
        List<Sequence> all = ownUsb
                ? List.of(this::byOwnUsb, () -> together(SHORT))
                : List.of(() -> together(SHORT), () -> together(LONG), () -> oneByOne(SHORT), () -> oneByOne(LONG));
        tried(all.get(attempt % all.size()));
    }

    /**
     * Resets into what is in the flash.
     *
     * @return false where there are no control lines: nothing happened
     */
    boolean intoApplication() throws ChannelException, FailureException {
        tried(() -> {
            line.lines(false, true);
            pauses.pause(ownUsb ? HOLD.multipliedBy(2) : HOLD);
            line.lines(false, false);
            if (ownUsb) {
                pauses.pause(HOLD.multipliedBy(2));
            }
        });
        return wired;
    }

    private void tried(Sequence sequence) throws ChannelException, FailureException {
        if (!wired) {
            return;
        }
        try {
            sequence.run();
        } catch (ChannelException e) {
            if (e.fault() != ChannelFault.UNSUPPORTED) {
                throw e;
            }
            wired = false;
        }
    }

    /** Both lines change in one moment, as Unix can; both low between resets nothing. */
    private void together(Duration delay) throws ChannelException, FailureException {
        line.lines(false, false);
        line.lines(true, true);
        line.lines(false, true);
        pauses.pause(HOLD);
        line.lines(true, false);
        pauses.pause(delay);
        line.lines(false, false);
    }

    private void oneByOne(Duration delay) throws ChannelException, FailureException {
        line.lines(false, true);
        pauses.pause(HOLD);
        line.lines(true, true);
        line.lines(true, false);
        pauses.pause(delay);
        line.lines(false, false);
    }

    /** The chip's own USB port takes the order of changes as the wish; the pair must pass through both low. */
    private void byOwnUsb() throws ChannelException, FailureException {
        line.lines(false, false);
        pauses.pause(HOLD);
        line.lines(true, false);
        pauses.pause(HOLD);
        line.lines(true, true);
        line.lines(false, true);
        pauses.pause(HOLD);
        line.lines(false, false);
    }
}
