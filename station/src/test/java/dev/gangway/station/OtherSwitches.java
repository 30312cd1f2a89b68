package dev.gangway.station;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.PortPower;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbHub;
import dev.gangway.channel.UsbTopology;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A bus as it is, but for the switches of its ports. */
record OtherSwitches(BoardBus bus, Optional<PortPower> power) implements BoardBus, UsbTopology {
    @Override
    public Optional<UsbTopology> topology() {
        return Optional.of(this);
    }

    @Override
    public Optional<PortPower> power(PortPath port) {
        return power;
    }

    @Override
    public List<UsbHub> hubs() {
        return bus.topology().orElseThrow().hubs();
    }

    @Override
    public Map<PortPath, PowerState> powers() {
        return bus.topology().orElseThrow().powers();
    }

    @Override
    public String name() {
        return bus.name();
    }

    @Override
    public boolean owns(PortPath port) {
        return bus.owns(port);
    }

    @Override
    public List<PortPath> ports() {
        return bus.ports();
    }

    @Override
    public List<Sighting> survey() throws ChannelException {
        return bus.survey();
    }

    @Override
    public void onChange(Runnable hint) {
        bus.onChange(hint);
    }

    @Override
    public <C extends Channel> C open(PortPath port, long deviceKey, Class<C> over) throws ChannelException {
        return bus.open(port, deviceKey, over);
    }

    @Override
    public void close() {
        bus.close();
    }
}
