package dev.gangway.station.doctor;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.UsbHub;
import dev.gangway.config.StationConfig;
import dev.gangway.model.FileTrouble;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import dev.gangway.slot.HubMove;
import dev.gangway.slot.LearnedPorts;
import dev.gangway.slot.PortNames;
import dev.gangway.usb.libusb.LibusbBus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether the hubs of the port map are where they were, and switch the power of single ports. */
final class HubCheckup implements Checkup {
    private static final String CHECK = "hubs";

    private final StationConfig config;
    private final Path data;

    HubCheckup(StationConfig config, Path data) {
        this.config = config;
        this.data = data;
    }

    @Override
    public List<Finding> examine() {
        PortNames names;
        try {
            names = new PortNames(config.ports(), LearnedPorts.in(data).load());
        } catch (IOException e) {
            return List.of(Finding.problem(CHECK, "the port map: " + FileTrouble.told(e), "edit that file"));
        }
        try (BoardBus bus = new LibusbBus(data.resolve("native"))) {
            return bus.topology()
                    .map(usb -> findings(names, usb.hubs(), usb.powers()))
                    .orElse(List.of());
        } catch (ChannelException noUsb) {
            // The check of USB itself has said so.
            return List.of();
        }
    }

    static List<Finding> findings(PortNames names, List<UsbHub> hubs, Map<PortPath, PowerState> powers) {
        List<Finding> findings = new ArrayList<>();
        for (HubMove move : HubMove.find(names, hubs)) {
            String message = move.message();
            int cure = message.indexOf(": ");
            findings.add(Finding.problem(CHECK, message.substring(0, cure), message.substring(cure + 2)));
        }
        if (names.entries().isEmpty()) {
            findings.add(Finding.warn(
                    CHECK,
                    "no port has a slot's label yet, so slots are numbered in the order in which boards come",
                    "gangway ports learn, or the page /ports"));
        }
        Set<String> plain = new TreeSet<>();
        names.entries().stream()
                .filter(entry -> powers.get(entry.port()) == PowerState.NOT_SWITCHED)
                .forEach(entry ->
                        plain.add(HubPath.of(entry.port()).map(HubPath::text).orElse("-")));
        if (!plain.isEmpty()) {
            findings.add(Finding.warn(
                    CHECK,
                    "no power switch for single ports on " + String.join(", ", plain)
                            + ": a board that hangs there waits for a hand",
                    "nothing, if that is acceptable; else use a hub that switches each port (uhubctl lists such)"));
        }
        names.entries().stream()
                .filter(entry -> powers.get(entry.port()) == PowerState.OFF
                        || powers.get(entry.port()) == PowerState.STILL_ANSWERS)
                .forEach(entry -> findings.add(Finding.warn(
                        CHECK,
                        "slot " + entry.slot() + " (" + entry.port() + ") is switched off",
                        "gangway power " + entry.slot() + " on")));
        if (findings.isEmpty()) {
            findings.add(Finding.ok(CHECK, "the " + names.entries().size() + " ports of the map are in place"));
        }
        return findings;
    }
}
