package dev.gangway.dfu;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.List;

/**
 * Parts of boards' memories that are not written or erased by accident: what is lost there does not come back from any image
 * (the project's DFU dossier, section 8).
 *
 * @param vid USB vendor id
 * @param pid USB product id
 * @param from the first address
 * @param end behind the last address
 * @param what is kept there
 */
record DfuGuard(int vid, int pid, long from, long end, String what) {
    private static final List<DfuGuard> ALL = List.of(
            new DfuGuard(0x1d50, 0x607f, 0x1000, 0x2000, "the Spark Core's key of its server"),
            new DfuGuard(0x1d50, 0x607f, 0x2000, 0x20000, "the Spark Core's own private key"));

    /**
     * Refuses a stretch that touches one of them.
     *
     * @throws FailureException RECIPE_INVALID naming what is kept there
     */
    static void check(UsbIdentity board, long from, long end) throws FailureException {
        for (DfuGuard guard : ALL) {
            if (guard.vid == board.vid() && guard.pid == board.pid() && from < guard.end && guard.from < end) {
                throw new FailureException(
                        FailureKind.RECIPE_INVALID,
                        String.format(
                                "0x%x to 0x%x would change %s (0x%x to 0x%x), which no image brings back: choose another"
                                        + " address, or allow it (in a recipe \"intoKeys: true\", at the bench :force)",
                                from, end - 1, guard.what, guard.from, guard.end - 1));
            }
        }
    }
}
