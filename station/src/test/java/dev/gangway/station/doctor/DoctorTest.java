package dev.gangway.station.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.UsbHub;
import dev.gangway.config.StationConfig;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import dev.gangway.model.Slot;
import dev.gangway.slot.LearnedMap;
import dev.gangway.slot.PortNames;
import dev.gangway.tftp.TftpServer;
import dev.gangway.usb.libusb.LibusbProbe;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    private Machine machine(boolean mayWrite) {
        return new Machine(root, path -> mayWrite);
    }

    private void attribute(String device, String name, String value) throws IOException {
        Path folder =
                Files.createDirectories(root.resolve("sys/bus/usb/devices").resolve(device));
        Files.writeString(folder.resolve(name), value + "\n");
    }

    /** A host controller with a board in FEL mode on port 1-1. */
    private void plugFelBoard(boolean node) throws IOException {
        for (String[] pair : new String[][] {
            {"usb1", "busnum", "1"},
            {"usb1", "devnum", "1"},
            {"usb1", "bDeviceClass", "09"},
            {"1-1", "busnum", "1"},
            {"1-1", "devnum", "5"},
            {"1-1", "bDeviceClass", "00"},
            {"1-1", "idVendor", "1f3a"},
            {"1-1", "idProduct", "efe8"},
            {"1-1/1-1:1.0", "bInterfaceClass", "ff"},
            {"1-1/1-1:1.0", "bInterfaceSubClass", "ff"},
            {"1-1/1-1:1.0", "bInterfaceProtocol", "ff"},
            {"1-1/1-1:1.0/ep_01", "bEndpointAddress", "01"},
            {"1-1/1-1:1.0/ep_01", "bmAttributes", "02"},
            {"1-1/1-1:1.0/ep_82", "bEndpointAddress", "82"},
            {"1-1/1-1:1.0/ep_82", "bmAttributes", "02"}
        }) {
            attribute(pair[0], pair[1], pair[2]);
        }
        if (node) {
            Files.createDirectories(root.resolve("dev/bus/usb/001"));
            Files.createFile(root.resolve("dev/bus/usb/001/001"));
            Files.createFile(root.resolve("dev/bus/usb/001/005"));
        }
    }

    private static Finding only(Checkup checkup) {
        List<Finding> findings = checkup.examine();
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    @Test
    void aMachineWithoutUsbIsAProblem() {
        Finding finding = only(new UsbCheckup(machine(true), List::of));

        assertThat(finding.result()).isEqualTo(Finding.Result.PROBLEM);
        assertThat(finding.message()).contains("no USB");
    }

    private static List<Finding> hubs(LearnedMap map, Map<PortPath, PowerState> powers) {
        UsbHub root = new UsbHub(new HubPath("usb1"), new UsbHub.Shape("1d6b:0002", 8, null), false);
        UsbHub hub = new UsbHub(new HubPath("1-4"), new UsbHub.Shape("05e3:0610", 4, null), false);
        return HubCheckup.findings(new PortNames(List.of(), map), List.of(root, hub), powers);
    }

    private static LearnedMap slot(String port) {
        return new LearnedMap(Map.of(new PortPath(port), new LearnedMap.Place(new Slot("07"))), Map.of());
    }

    @Test
    void aHubThatIsElsewhereIsAProblemWithItsCommand() {
        Finding finding = hubs(slot("1-2.3"), Map.of()).get(0);

        assertThat(finding.result()).isEqualTo(Finding.Result.PROBLEM);
        assertThat(finding.message()).isEqualTo("the hub that was on 1-2 (slots 07) seems to be on 1-4 now");
        assertThat(finding.remedy()).isEqualTo("plug it back into 1-2, or run gangway ports move 1-2 1-4");
    }

    @Test
    void aHubWithoutSwitchesAndAPortWithoutPowerAreSaid() {
        PortPath port = new PortPath("1-4.3");

        Finding plain =
                hubs(slot("1-4.3"), Map.of(port, PowerState.NOT_SWITCHED)).get(0);
        Finding off = hubs(slot("1-4.3"), Map.of(port, PowerState.OFF)).get(0);
        Finding fine = hubs(slot("1-4.3"), Map.of(port, PowerState.ON)).get(0);

        assertThat(plain.result()).isEqualTo(Finding.Result.WARN);
        assertThat(plain.message()).contains("no power switch for single ports on 1-4");
        assertThat(off.remedy()).isEqualTo("gangway power 07 on");
        assertThat(fine.result()).isEqualTo(Finding.Result.OK);
    }

    @Test
    void aKernelWithoutHostControllerIsAProblem() throws IOException {
        Files.createDirectories(root.resolve("sys/bus/usb/devices"));

        Finding finding = only(new UsbCheckup(machine(true), List::of));

        assertThat(finding.result()).isEqualTo(Finding.Result.PROBLEM);
        assertThat(finding.message()).contains("host controller");
    }

    @Test
    void librariesThatDoNotLoadAreAProblemBesideHealthyUsb() throws IOException {
        plugFelBoard(true);

        List<Finding> findings = new UsbCheckup(
                        machine(true), () -> List.of(new LibusbProbe.Finding("no-natives", "no room")))
                .examine();

        assertThat(findings).extracting(Finding::result).containsExactly(Finding.Result.OK, Finding.Result.PROBLEM);
    }

    @Test
    void aBoardThatMayNotBeOpenedNamesTheRule() throws IOException {
        plugFelBoard(true);

        List<Finding> findings = new PermissionCheckup(machine(false), Path.of("/opt/gangway"), false).examine();

        assertThat(findings.get(0).result()).isEqualTo(Finding.Result.PROBLEM);
        assertThat(findings.get(0).message()).contains("1f3a:efe8 on 1-1");
        assertThat(findings.get(0).remedy())
                .contains("sudo install -m 644 /opt/gangway/config/udev/70-gangway.rules /etc/udev/rules.d/");
        assertThat(findings).extracting(Finding::result).contains(Finding.Result.WARN);
    }

    @Test
    void aBoardWithoutNodeIsAProblem() throws IOException {
        plugFelBoard(false);

        List<Finding> findings = new PermissionCheckup(machine(true), root, false).examine();

        assertThat(findings.get(0).message()).contains("has no node");
    }

    @Test
    void theRuleIsAskedForUntilItIsInstalled() throws IOException {
        plugFelBoard(true);
        PermissionCheckup checkup = new PermissionCheckup(machine(true), root, false);

        Finding before = only(checkup);
        Files.createDirectories(root.resolve("etc/udev/rules.d"));
        Files.createFile(root.resolve("etc/udev/rules.d/70-gangway.rules"));
        Finding after = only(checkup);

        assertThat(before.result()).isEqualTo(Finding.Result.WARN);
        assertThat(after.result()).isEqualTo(Finding.Result.OK);
    }

    @Test
    void theProgramThatHoldsABoardIsNamed() throws IOException {
        plugFelBoard(true);
        Files.createDirectories(root.resolve("proc/4711/fd"));
        Files.writeString(root.resolve("proc/4711/comm"), "sunxi-fel\n");
        Files.createSymbolicLink(root.resolve("proc/4711/fd/3"), Path.of("/dev/bus/usb/001/005"));

        Finding finding = only(new HolderCheckup(machine(true), Set.of(1L)));

        assertThat(finding.result()).isEqualTo(Finding.Result.PROBLEM);
        assertThat(finding.message()).contains("4711 (sunxi-fel)");
        assertThat(finding.remedy()).contains("kill 4711");
        assertThat(only(new HolderCheckup(machine(true), Set.of(4711L))).result())
                .isEqualTo(Finding.Result.OK);
    }

    @Test
    void aClaimedBoardWhoseHolderIsHiddenIsAProblem() throws IOException {
        plugFelBoard(true);
        Files.createSymbolicLink(
                root.resolve("sys/bus/usb/devices/1-1/1-1:1.0/driver"), Path.of("../../../../bus/usb/drivers/usbfs"));

        Finding finding = only(new HolderCheckup(machine(true), Set.of(1L)));

        assertThat(finding.result()).isEqualTo(Finding.Result.PROBLEM);
        assertThat(finding.remedy()).contains("/dev/bus/usb/001/005");
    }

    @Test
    void aReadOnlyDataFolderIsAProblem() {
        Finding finding = only(
                new DataFolderCheckup(root.resolve("data/deeper"), Optional.empty(), path -> false, path -> 1L << 40));

        assertThat(finding.result()).isEqualTo(Finding.Result.PROBLEM);
        assertThat(finding.message()).contains("cannot be written");
    }

    @Test
    void aFullDiskIsAProblemAndLittleRoomAWarning() {
        assertThat(only(new DataFolderCheckup(root, Optional.empty(), path -> true, path -> 1 << 20))
                        .result())
                .isEqualTo(Finding.Result.PROBLEM);
        assertThat(only(new DataFolderCheckup(root, Optional.empty(), path -> true, path -> 100 << 20))
                        .result())
                .isEqualTo(Finding.Result.WARN);
        assertThat(only(new DataFolderCheckup(root, Optional.empty(), path -> true, path -> 1L << 40))
                        .result())
                .isEqualTo(Finding.Result.OK);
    }

    @Test
    void aHeldDataFolderSaysByWhom() throws LedgerException {
        try (H2Ledger ledger = H2Ledger.open(root, Clock.systemUTC())) {
            Finding finding = only(new DataFolderCheckup(root, Optional.empty()));

            assertThat(ledger.head().seq()).isZero();
            assertThat(finding.result()).isEqualTo(Finding.Result.PROBLEM);
            assertThat(finding.message())
                    .contains("process " + ProcessHandle.current().pid());
        }
        assertThat(only(new DataFolderCheckup(root, Optional.empty())).result()).isNotEqualTo(Finding.Result.PROBLEM);
    }

    @Test
    void anAddressInUseIsAProblem() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finding finding = only(new AddressCheckup("127.0.0.1", taken.getLocalPort(), ""));

            assertThat(finding.result()).isEqualTo(Finding.Result.PROBLEM);
            assertThat(finding.remedy()).contains("ss -ltnp 'sport = :" + taken.getLocalPort() + "'");
        }
        assertThat(only(new AddressCheckup("127.0.0.1", 0, "")).result()).isEqualTo(Finding.Result.OK);
    }

    private static Finding network(String address, int tftp, boolean runs) {
        return only(new NetworkCheckup(new StationConfig.Network(address, tftp, 0), runs));
    }

    @Test
    void theAddressForTftpHasToBeOurs() {
        Finding free = network("127.0.0.1", 0, false);
        Finding elsewhere = network("192.0.2.1", 69, false);

        assertThat(free.result()).isEqualTo(Finding.Result.OK);
        assertThat(elsewhere.result()).isEqualTo(Finding.Result.PROBLEM);
        assertThat(elsewhere.message()).contains("no interface of this machine has the address 192.0.2.1");
        assertThat(elsewhere.remedy()).contains("ip address add 192.0.2.1/24 dev INTERFACE");
    }

    @Test
    void anotherProgramOnTheTftpPortIsAProblemAndTheStationItselfIsNone() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Finding finding = network("127.0.0.1", taken.getLocalPort(), true);

            assertThat(finding.result()).isEqualTo(Finding.Result.PROBLEM);
            assertThat(finding.remedy()).contains("ss -lunp 'sport = :" + taken.getLocalPort() + "'");
        }
        try (TftpServer ours = TftpServer.open(InetAddress.getLoopbackAddress(), 0)) {
            int port = ours.address().getPort();

            assertThat(network("127.0.0.1", port, true).message()).contains("the running station serves TFTP");
            assertThat(network("127.0.0.1", port, false).result()).isEqualTo(Finding.Result.PROBLEM);
        }
    }

    @Test
    void anotherProgramOnTheHttpPortOfBoardsIsAProblem() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StationConfig.Network network = new StationConfig.Network("127.0.0.1", 0, taken.getLocalPort());

            List<Finding> alone = new NetworkCheckup(network, false).examine();
            List<Finding> beside = new NetworkCheckup(network, true).examine();

            assertThat(alone).extracting(Finding::result).containsExactly(Finding.Result.OK, Finding.Result.PROBLEM);
            assertThat(alone.get(1).remedy()).contains("ss -ltnp 'sport = :" + taken.getLocalPort() + "'");
            assertThat(beside).extracting(Finding::result).containsOnly(Finding.Result.OK);
        }
    }

    @Test
    void aTftpPortThatThisUserMayNotBindNamesTheCapability() {
        Finding finding = only(new NetworkCheckup(new StationConfig.Network("127.0.0.1", 69, 0), false, at -> {
            throw new BindException("Permission denied");
        }));

        assertThat(finding.result()).isEqualTo(Finding.Result.PROBLEM);
        assertThat(finding.remedy()).contains("AmbientCapabilities=CAP_NET_BIND_SERVICE");
    }

    @Test
    void aClockBeforeTheLedgerIsAProblem() throws IOException {
        Path ledger = Files.createFile(root.resolve("ledger.mv.db"));

        Finding wrong = only(new ClockCheckup(() -> Instant.parse("1970-01-02T00:00:00Z"), List.of(ledger)));
        Finding right = only(new ClockCheckup(InstantSource.system(), List.of(ledger, root.resolve("none"))));

        assertThat(wrong.result()).isEqualTo(Finding.Result.PROBLEM);
        assertThat(right.result()).isEqualTo(Finding.Result.OK);
    }

    @Test
    void anOldJavaIsAProblemAndASmallHeapAWarning() {
        assertThat(only(new JavaCheckup(Runtime.Version.parse("11.0.2"), 1L << 32))
                        .result())
                .isEqualTo(Finding.Result.PROBLEM);
        assertThat(only(new JavaCheckup(Runtime.Version.parse("17"), 64 << 20)).result())
                .isEqualTo(Finding.Result.WARN);
        assertThat(only(new JavaCheckup(Runtime.Version.parse("21"), 1L << 32)).result())
                .isEqualTo(Finding.Result.OK);
    }

    @Test
    void aBrokenConfigurationIsAProblemWithItsLine() throws IOException {
        Path file = root.resolve("station.yaml");
        Files.writeString(file, "kind: station\nstation: a\nnonsense: 1\n");

        List<Finding> findings = new ConfigurationCheckup(file, null, Map.of()).examine();

        assertThat(findings).isNotEmpty().allMatch(finding -> finding.result() == Finding.Result.PROBLEM);
        assertThat(findings).anyMatch(finding -> finding.message().contains("station.yaml:3: nonsense"));
    }

    @Test
    void aPortThatNoBusServesIsAProblemWithItsLine() throws IOException {
        Path file = root.resolve("station.yaml");
        Files.writeString(file, "kind: station\nstation: a\nports:\n  - { port: \"virtual:8\", slot: \"1\" }\n");
        Files.createDirectories(root.resolve("recipes"));
        Files.createDirectories(root.resolve("elsewhere"));
        Files.writeString(root.resolve("elsewhere/ports.map"), "virtual:9 2\n");

        List<Finding> findings = new ConfigurationCheckup(file, root.resolve("elsewhere"), Map.of()).examine();

        assertThat(findings)
                .extracting(Finding::message)
                .anyMatch(message -> message.contains("station.yaml:4: ports[0].port: no bus serves virtual:8"))
                .anyMatch(message -> message.contains("ports.map:1: virtual:9: no bus serves virtual:9"));
    }
}
