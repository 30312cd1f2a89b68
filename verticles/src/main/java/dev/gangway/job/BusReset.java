package dev.gangway.job;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.UsbSession;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.PortPath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Resets what hangs on a port, after a failure. Does what it can. The worker's thread. */
record BusReset(BoardBus bus, PortPath port) {
    private static final Logger LOG = LoggerFactory.getLogger(BusReset.class);

    /**
     * The adapter behind which a board has its line; the kernel's driver stays on it, and begins anew. A line that is no USB device
     * has nothing to reset.
     */
    void adapter(BoardSighting line) {
        try (UsbSession adapter = bus.open(port, line.deviceKey(), UsbSession.class)) {
            device(adapter);
        } catch (ChannelException e) {
            LOG.atDebug().addKeyValue("port", port).log("the adapter is not reset: " + e.getMessage());
        }
    }

    /** A board that is open. */
    void device(UsbSession usb) {
        try {
            usb.reset();
        } catch (ChannelException e) {
            LOG.atDebug().addKeyValue("port", port).log("no bus reset: " + e.getMessage());
        }
    }
}
