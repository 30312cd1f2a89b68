package dev.gangway.spark;

import dev.gangway.model.FailureException;

/**
 * Firmware that a Core has and that may be installed: nothing else makes it do so. With no firmware on its way, the message that
 * installs would have the boot loader copy whatever lies there over the application; so this exists only behind a transfer that
 * is whole, and counts once.
 */
public final class CoreDelivery {
    private final CoreDevice device;
    private final CoreTransfer transfer;
    private boolean used;

    CoreDelivery(CoreDevice device, CoreTransfer transfer) {
        this.device = device;
        this.transfer = transfer;
    }

    /**
     * Has it installed; the Core leaves.
     *
     * @return whether the Core said that it has all of it; false when its link ended before it could
     */
    public boolean install() throws FailureException {
        if (used || !device.isLatest(transfer)) {
            throw new IllegalStateException("this firmware was installed already, or something else was sent since");
        }
        used = true;
        return transfer.install();
    }
}
