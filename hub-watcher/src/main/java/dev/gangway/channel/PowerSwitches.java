package dev.gangway.channel;

import dev.gangway.model.PortPath;
import java.util.List;
import java.util.Optional;

/** Who switches the power of each port of a station. Any thread may call. */
@FunctionalInterface
public interface PowerSwitches {
    /** What switches this port: what was configured for it, else its hub; empty when nothing does. */
    Optional<PortPower> of(PortPath port);

    /** The switches that the hubs of these buses have. */
    static PowerSwitches ofHubs(List<BoardBus> buses) {
        return port -> buses.stream()
                .filter(bus -> bus.owns(port))
                .findFirst()
                .flatMap(BoardBus::topology)
                .flatMap(usb -> usb.power(port));
    }
}
