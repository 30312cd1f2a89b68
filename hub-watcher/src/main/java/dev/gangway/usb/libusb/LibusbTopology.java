package dev.gangway.usb.libusb;

import dev.gangway.channel.PortPower;
import dev.gangway.channel.UsbHub;
import dev.gangway.channel.UsbTopology;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The hubs of this machine, as far as its kernel tells of them. */
record LibusbTopology(Sysfs sysfs, Devices devices) implements UsbTopology {
    @Override
    public List<UsbHub> hubs() {
        return sysfs.hubs();
    }

    @Override
    public Optional<PortPower> power(PortPath port) {
        return port.isUsb() && sysfs.exists() ? HubPower.of(port, sysfs, devices) : Optional.empty();
    }

    @Override
    public Map<PortPath, PowerState> powers() {
        return sysfs.exists() ? HubPowers.read(ports(), sysfs, devices) : Map.of();
    }

    /** Where a board can be plugged in now, in order; a socket of a USB 3 hub once. */
    List<PortPath> ports() {
        return sysfs.names().stream()
                .filter(sysfs::isHub)
                .flatMap(hub -> sysfs.portsOf(hub).stream())
                .filter(port -> !sysfs.isHub(port) && sysfs.socket(port).equals(port))
                .map(PortPath::new)
                .sorted()
                .toList();
    }
}
