package dev.gangway.channel;

import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What only a bus with hubs has: the hubs, and their power switches. Any thread may call. */
public interface UsbTopology {
    /** The hubs that are there now, root hubs too. Opens none of them; empty where the system does not tell. */
    List<UsbHub> hubs();

    /** The power switch of a port, if its hub has one a port. */
    Optional<PortPower> power(PortPath port);

    /** How the power of every port stands. Blocks: asks each hub once; UNKNOWN for the ports of one that won't answer. */
    Map<PortPath, PowerState> powers();
}
