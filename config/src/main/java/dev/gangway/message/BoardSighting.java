package dev.gangway.message;

import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.PortPath;
import org.jspecify.annotations.Nullable;

/**
 * A board as the hub watcher sees it on one port, without having opened it.
 *
 * @param port where
 * @param epoch which attach
 * @param deviceKey the bus's own name for this attach; opening with a stale key fails instead of reaching a successor
 * @param mode what the boot-mode table makes of its descriptors
 * @param vid USB vendor id, 0 to 0xffff; 0 while the id has not arrived
 * @param pid USB product id, 0 to 0xffff
 * @param usbSerial the USB serial string, where there is one; never an identity alone
 * @param line whether it is a line whose far end comes and goes unseen, such as a fixture's serial adapter: it is there
 *     although no board may be, and the next board looks like the last one
 */
public record BoardSighting(
        PortPath port,
        Epoch epoch,
        long deviceKey,
        BootMode mode,
        int vid,
        int pid,
        @Nullable String usbSerial,
        boolean line) {
    /** A board that is seen to come and go. */
    public BoardSighting(
            PortPath port, Epoch epoch, long deviceKey, BootMode mode, int vid, int pid, @Nullable String usbSerial) {
        this(port, epoch, deviceKey, mode, vid, pid, usbSerial, false);
    }

    /** The same where an adapter belongs to a fixture: a line. What is no adapter stays what it is. */
    public BoardSighting ofFixture() {
        return new BoardSighting(port, epoch, deviceKey, mode, vid, pid, usbSerial, line || mode.isLine());
    }

    /**
     * Whether nobody is asked who is there before a job: opening a serial adapter moves the lines that reset the board behind it.
     */
    public boolean isUnasked() {
        return line || mode.isLine();
    }

    /** Whether its descriptors have arrived, so that the mode is what it will stay; a line has none to wait for. */
    public boolean isDescribed() {
        return vid != 0 || line;
    }
}
