package dev.gangway.usb.libusb;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.BoardBusContract;
import dev.gangway.model.PortPath;
import dev.gangway.usbip.UsbIpServer;
import dev.gangway.virtual.VirtualHub;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract on libusb, in the USB lab's virtual machine: virtual boards are exported over USB/IP, and the kernel's
 * {@code vhci-hcd} attaches them. The system property {@code gangway.vhci-keeper} names the script that does so.
 */
@Tag("usb-lab")
class LibusbBusContractTest extends BoardBusContract {
    @TempDir
    static Path natives;

    private final VirtualHub hub = new VirtualHub(2);
    private final UsbIpServer server = new UsbIpServer(hub, InetAddress.getLoopbackAddress(), 0);
    private final Process keeper = new ProcessBuilder(
                    "python3",
                    System.getProperty("gangway.vhci-keeper", "src/test/lab/vhci-keeper.py"),
                    String.valueOf(server.port()),
                    "2")
            .inheritIO()
            .start();
    private final LibusbBus bus = new LibusbBus(natives);
    private final String usbBus = highSpeedRootHub();

    LibusbBusContractTest() throws IOException {}

    private static String highSpeedRootHub() throws IOException {
        try (Stream<Path> hubs = Files.list(Path.of("/sys/devices/platform/vhci_hcd.0"))) {
            Path found = hubs.filter(path -> String.valueOf(path.getFileName()).matches("usb[0-9]+"))
                    .filter(path -> {
                        String name = String.valueOf(path.getFileName());
                        return "480".equals(new Sysfs(path.resolveSibling("")).text(name, "speed"));
                    })
                    .findFirst()
                    .orElseThrow(() -> new IOException("this machine has no vhci-hcd: run this in the USB lab"));
            return String.valueOf(found.getFileName()).substring("usb".length());
        }
    }

    @AfterEach
    void close() throws Exception {
        keeper.destroy();
        keeper.waitFor();
        bus.close();
        server.close();
        hub.close();
    }

    @Override
    public BoardBus bus() {
        return bus;
    }

    @Override
    public VirtualHub hub() {
        return hub;
    }

    @Override
    public PortPath path(int position) {
        return new PortPath(usbBus + "-" + position);
    }
}
