package dev.gangway.virtual;

import dev.gangway.model.PortPath;
import dev.gangway.usb.UsbBus;
import dev.gangway.usb.UsbBusContract;
import org.junit.jupiter.api.AfterEach;

class VirtualBusContractTest extends UsbBusContract {
    private final VirtualHub hub = new VirtualHub(4);

    @AfterEach
    void close() {
        hub.close();
    }

    @Override
    protected UsbBus bus() {
        return hub;
    }

    @Override
    protected VirtualHub hub() {
        return hub;
    }

    @Override
    protected PortPath path(int position) {
        return PortPath.virtual(position);
    }
}
