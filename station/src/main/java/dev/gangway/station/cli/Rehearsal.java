package dev.gangway.station.cli;

import java.util.List;

/**
 * Runs what most starts run, so that Java can archive the classes that it loads: {@code bin/gangway-archive} calls it, with a
 * data folder as the only word. Nobody else needs it.
 */
final class Rehearsal {
    /** What a start loads only when a board hangs on this machine's own USB. */
    private static final List<String> WITH_BOARDS = List.of(
            "dev.gangway.usb.libusb.Devices$Found",
            "dev.gangway.usb.libusb.LibusbBus$Seen",
            "dev.gangway.usb.libusb.LibusbSession",
            "dev.gangway.usb.libusb.Piece",
            "dev.gangway.usb.libusb.Transfers",
            "dev.gangway.station.cli.bench.FelBench$OnBus",
            "dev.gangway.fastboot.FastbootCommands",
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
        Main.run("--data", args[0], "-q", "fel", "version");
        Main.run("--data", args[0], "-q", "fastboot", "devices");
        Main.run("--data", args[0], "-q", "bench", "true");
        Main.run("--data", args[0], "ledger", "list");
        for (String name : WITH_BOARDS) {
            Class.forName(name, false, Rehearsal.class.getClassLoader());
        }
        System.exit(demo);
    }
}
