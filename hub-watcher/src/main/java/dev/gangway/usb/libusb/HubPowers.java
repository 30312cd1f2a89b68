package dev.gangway.usb.libusb;

import dev.gangway.channel.ChannelException;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usb4java.Context;
import org.usb4java.LibUsb;

/**
 * How the power of all ports stands, each hub opened once. A socket of a USB 3 hub is a port of two hubs: it counts as
 * switched only where both halves switch, and has power as long as one of them says so.
 */
final class HubPowers {
    private static final Logger LOG = LoggerFactory.getLogger(HubPowers.class);

    private final Sysfs sysfs;
    private final Map<String, Optional<List<Boolean>>> hubs = new HashMap<>();

    private HubPowers(Sysfs sysfs) {
        this.sysfs = sysfs;
    }

    static Map<PortPath, PowerState> read(List<PortPath> ports, Sysfs sysfs, Devices devices) {
        HubPowers powers = new HubPowers(sysfs);
        powers.askAll(devices);
        Map<PortPath, PowerState> states = new TreeMap<>();
        ports.forEach(port -> states.put(port, powers.state(Sysfs.position(port.text()))));
        return states;
    }

    private void askAll(Devices devices) {
        try {
            Context context = Contexts.fresh();
            try {
                devices.each(context, found -> {
                    if (found.isHub()) {
                        ask(found);
                    }
                    return Optional.empty();
                });
            } finally {
                LibUsb.exit(context);
            }
        } catch (ChannelException e) {
            LOG.atWarn().setCause(e).log("the hubs cannot be asked for their power");
        }
    }

    /** Whether each port has power; empty for a hub that does not switch single ports. */
    private void ask(Devices.Found found) {
        try {
            hubs.put(found.path(), HubHandle.ask(found, hub -> {
                HubFeatures features = hub.features();
                if (features.switching() != HubFeatures.Switching.PER_PORT) {
                    return Optional.empty();
                }
                List<Boolean> powered = new ArrayList<>();
                for (int port = 1; port <= features.ports(); port++) {
                    powered.add(hub.hasPower(port));
                }
                return Optional.of(powered);
            }));
        } catch (ChannelException e) {
            LOG.atDebug().addKeyValue("hub", found.path()).setCause(e).log("the hub does not tell its power");
        }
    }

    private PowerState state(Sysfs.HubPosition position) {
        List<Sysfs.HubPosition> halves = new ArrayList<>(List.of(position));
        sysfs.peer(position).ifPresent(halves::add);
        boolean answers = false;
        boolean on = false;
        for (Sysfs.HubPosition half : halves) {
            Optional<List<Boolean>> powered = hubs.get(half.hub());
            if (powered == null) {
                return PowerState.UNKNOWN;
            }
            if (powered.isEmpty() || half.port() > powered.get().size()) {
                return PowerState.NOT_SWITCHED;
            }
            on |= powered.get().get(half.port() - 1);
            answers |= sysfs.address(Sysfs.child(half.hub(), half.port())).isPresent();
        }
        return on ? PowerState.ON : answers ? PowerState.STILL_ANSWERS : PowerState.OFF;
    }
}
