package dev.gangway.usb.libusb;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.PortPower;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usb4java.Context;
import org.usb4java.LibUsb;

/**
 * Switches the power of one socket by the hub class requests of USB 2.0, 11.24.2. A USB 3 hub is two hubs, so both halves
 * are switched. Where the kernel has a switch of its own, that is used, because it undoes what others do. What is so afterwards is asked, not believed: some hubs give power back, and some only cut the data lines.
 */
final class HubPower implements PortPower {
    private static final Logger LOG = LoggerFactory.getLogger(HubPower.class);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long PAUSE_MICROS = 20_000;

    private final PortPath port;
    private final List<Sysfs.HubPosition> halves;
    private final Sysfs sysfs;
    private final Devices devices;

    private HubPower(PortPath port, List<Sysfs.HubPosition> halves, Sysfs sysfs, Devices devices) {
        this.port = port;
        this.halves = halves;
        this.sysfs = sysfs;
        this.devices = devices;
    }

    static Optional<PortPower> of(PortPath port, Sysfs sysfs, Devices devices) {
        Sysfs.HubPosition position = Sysfs.position(port.text());
        List<Sysfs.HubPosition> halves = new ArrayList<>(List.of(position));
        sysfs.peer(position).ifPresent(halves::add);
        HubPower power = new HubPower(port, halves, sysfs, devices);
        try {
            for (Sysfs.HubPosition half : halves) {
                HubFeatures features = power.onHub(half, HubHandle::features);
                if (features.switching() != HubFeatures.Switching.PER_PORT || half.port() > features.ports()) {
                    return Optional.empty();
                }
            }
        } catch (ChannelException e) {
            LOG.atWarn().addKeyValue("port", port).setCause(e).log("the hub does not say whether it switches power");
            return Optional.empty();
        }
        return Optional.of(power);
    }

    @Override
    public PowerState set(boolean on) throws ChannelException {
        for (Sysfs.HubPosition half : halves) {
            if (!sysfs.disable(half, !on)) {
                onHub(half, hub -> {
                    hub.switchPower(half.port(), on);
                    return on;
                });
            }
        }
        Context clock = Contexts.fresh();
        try {
            long start = System.nanoTime();
            PowerState wanted = on ? PowerState.ON : PowerState.OFF;
            while (state() != wanted && System.nanoTime() - start < PATIENCE.toNanos()) {
                LibUsb.handleEventsTimeout(clock, PAUSE_MICROS);
            }
        } finally {
            LibUsb.exit(clock);
        }
        return state();
    }

    /** On as long as one half says so. */
    @Override
    public PowerState state() throws ChannelException {
        boolean answers = false;
        for (Sysfs.HubPosition half : halves) {
            if (onHub(half, hub -> hub.hasPower(half.port()))) {
                return PowerState.ON;
            }
            answers |= sysfs.address(Sysfs.child(half.hub(), half.port())).isPresent();
        }
        return answers ? PowerState.STILL_ANSWERS : PowerState.OFF;
    }

    private <T> T onHub(Sysfs.HubPosition half, HubHandle.Question<T> question) throws ChannelException {
        Context context = Contexts.fresh();
        try {
            List<T> answers = devices.each(
                    context,
                    found -> found.path().equals(half.hub()) && found.isHub()
                            ? Optional.of(HubHandle.ask(found, question))
                            : Optional.empty());
            return answers.stream()
                    .findFirst()
                    .orElseThrow(() -> new ChannelException(
                            ChannelFault.DISCONNECTED, "the hub " + half.hub() + " of port " + port + " is gone"));
        } finally {
            LibUsb.exit(context);
        }
    }
}
