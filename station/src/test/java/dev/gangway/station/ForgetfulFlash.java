package dev.gangway.station;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.Firmware;
import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.nand.NandException;
import java.util.Optional;

/**
 * A board's flash chip that loses what was written, just before software is started for the n-th time: all that was sent
 * to the board was right, and what it holds is wrong. Called under the board's lock.
 */
final class ForgetfulFlash implements FirmwareSource {
    private final FirmwareSource inner;
    private final int start;
    private final Loss loss;
    private int starts;

    /** What becomes of the chip's content. */
    interface Loss {
        /** Happens once, under the board's lock. */
        void happen() throws NandException;
    }

    /**
     * A chip that forgets.
     *
     * @param inner what the board runs
     * @param start before which start of software from memory, from 1
     * @param loss what it forgets
     */
    ForgetfulFlash(FirmwareSource inner, int start, Loss loss) {
        this.inner = inner;
        this.start = start;
        this.loss = loss;
    }

    @Override
    public Optional<Firmware> identify(BoardHardware hardware, long entry) {
        starts++;
        if (starts == start) {
            try {
                loss.happen();
            } catch (NandException e) {
                throw new IllegalStateException("the flash chip does not take what it held", e);
            }
        }
        return inner.identify(hardware, entry);
    }

    @Override
    public Optional<Firmware> bootFromMedium(BoardHardware hardware) {
        return inner.bootFromMedium(hardware);
    }
}
