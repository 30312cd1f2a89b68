package dev.gangway.station.cli;

import dev.gangway.shell.BenchVerbs;
import dev.gangway.station.StationBench;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs what most starts run, so that Java can archive the classes that it loads: {@code bin/gangway-archive} calls it, with a
 * data folder as the only word. Nobody else needs it.
 */
final class Rehearsal {
    /** What a start loads only when a board hangs on this machine's own USB. */
    static final List<String> WITH_BOARDS = List.of(
            "dev.gangway.usb.libusb.Devices$Found",
            "dev.gangway.usb.libusb.LibusbBus$Seen",
            "dev.gangway.usb.libusb.LibusbSession",
            "dev.gangway.usb.libusb.Piece",
            "dev.gangway.usb.libusb.Transfers",
            "dev.gangway.station.cli.bench.FoundBoard",
            "org.usb4java.ConfigDescriptor",
            "org.usb4java.Context",
            "org.usb4java.DescriptorUtils",
            "org.usb4java.Device",
            "org.usb4java.DeviceDescriptor",
            "org.usb4java.DeviceHandle",
            "org.usb4java.DeviceList",
            "org.usb4java.DeviceListIterator",
            "org.usb4java.EndpointDescriptor",
            "org.usb4java.HotplugCallbackHandle",
            "org.usb4java.Interface",
            "org.usb4java.InterfaceDescriptor",
            "org.usb4java.Transfer",
            "org.usb4java.TransferCallback");

    private Rehearsal() {}

    public static void main(String[] args) throws ClassNotFoundException {
        int demo = Main.run("--data", args[0], "demo", "--auto", "--once", "--ports", "2");
        // Without USB these end early, but behind most of their start.
        for (BenchVerbs verbs : StationBench.OURS.all()) {
            List<String> call = new ArrayList<>(List.of("--data", args[0], "-q", verbs.name()));
            call.addAll(verbs.rehearsal());
            Main.run(call.toArray(new String[0]));
        }
        Main.run("--data", args[0], "-q", "bench", "true");
        Main.run("--data", args[0], "ledger", "list");
        for (String name : WITH_BOARDS) {
            Class.forName(name, false, Rehearsal.class.getClassLoader());
        }
        System.exit(demo);
    }
}
