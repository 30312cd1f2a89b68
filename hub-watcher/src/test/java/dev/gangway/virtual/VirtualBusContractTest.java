package dev.gangway.virtual;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.BoardBusContract;
import dev.gangway.model.PortPath;
import org.junit.jupiter.api.AfterEach;

class VirtualBusContractTest extends BoardBusContract {
    private final VirtualHub hub = new VirtualHub(4);

    @AfterEach
    void close() {
        hub.close();
    }

    @Override
    public BoardBus bus() {
        return hub;
    }

    @Override
    public VirtualHub hub() {
        return hub;
    }

    @Override
    public PortPath path(int position) {
        return PortPath.virtual(position);
    }
}
