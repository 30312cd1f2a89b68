package dev.gangway.usb.libusb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.UsbHub;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SysfsTest {
    @TempDir
    Path devices;

    private Sysfs sysfs = new Sysfs(Path.of("unset"));

    @BeforeEach
    void lookAtTheDirectory() {
        sysfs = new Sysfs(devices);
    }

    private void attribute(String device, String name, String text) throws IOException {
        Files.createDirectories(devices.resolve(device));
        Files.writeString(devices.resolve(device).resolve(name), text + "\n");
    }

    @Test
    void listsDevicesAndRootHubsButNoInterfaces() throws Exception {
        attribute("usb1", "devnum", "1");
        attribute("1-1.4", "devnum", "9");
        attribute("1-1.4:1.0", "bInterfaceClass", "ff");
        attribute("1-0:1.0", "bInterfaceClass", "09");

        assertThat(sysfs.names()).containsExactlyInAnyOrder("usb1", "1-1.4");
        assertThat(sysfs.address("1-1.4")).isEqualTo(OptionalInt.of(9));
        assertThat(sysfs.address("1-1.5")).isEmpty();
    }

    @Test
    void aSocketOfAUsb3HubIsCalledAsItsHighSpeedHalfIs() throws Exception {
        attribute("usb1", "speed", "480");
        attribute("usb2", "speed", "5000");
        attribute("1-1", "speed", "480");
        attribute("2-1", "speed", "10000");
        peers("1-0:1.0/usb1-port4", "2-0:1.0/usb2-port1");
        peers("1-1:1.0/1-1-port2", "2-1:1.0/2-1-port2");

        assertThat(sysfs.socket("1-4")).isEqualTo("1-4");
        assertThat(sysfs.socket("2-1")).isEqualTo("1-4");
        assertThat(sysfs.socket("1-1.2")).isEqualTo("1-1.2");
        assertThat(sysfs.socket("2-1.2")).isEqualTo("1-1.2");
        assertThat(sysfs.socket("2-1.3")).as("the kernel knows no other half").isEqualTo("2-1.3");
        assertThat(sysfs.socket("3-1")).as("the kernel knows nothing").isEqualTo("3-1");
    }

    private void peers(String one, String other) throws IOException {
        Path first = Files.createDirectories(devices.resolve(one));
        Path second = Files.createDirectories(devices.resolve(other));
        Files.createSymbolicLink(first.resolve("peer"), second);
        Files.createSymbolicLink(second.resolve("peer"), first);
    }

    @Test
    void aSocketIsAPortOnce() throws Exception {
        attribute("usb1", "speed", "480");
        attribute("usb1", "bDeviceClass", "09");
        attribute("usb1", "maxchild", "2");
        attribute("usb2", "speed", "5000");
        attribute("usb2", "bDeviceClass", "09");
        attribute("usb2", "maxchild", "2");
        peers("1-0:1.0/usb1-port1", "2-0:1.0/usb2-port1");

        assertThat(new LibusbTopology(sysfs, new Devices(sysfs)).ports())
                .extracting(PortPath::text)
                .containsExactly("1-1", "1-2", "2-2");
    }

    @Test
    void findsTheTtyThatTheKernelMadeOfADevice() throws Exception {
        attribute("1-1.4", "devnum", "9");
        attribute("1-1.4:1.10/ttyUSB2/tty/ttyUSB2", "dev", "188:2");
        attribute("1-1.4:1.2/ttyUSB1/tty/ttyUSB1", "dev", "188:1");
        attribute("1-1.41:1.0/ttyUSB0/tty/ttyUSB0", "dev", "188:0");
        attribute("1-1.5:1.0/tty/ttyACM3", "dev", "166:3");
        attribute("1-1.5:1.1", "bInterfaceClass", "0a");
        attribute("1-1.6:1.0", "bInterfaceClass", "ff");

        assertThat(sysfs.tty("1-1.4")).contains("ttyUSB1");
        assertThat(sysfs.tty("1-1.41")).contains("ttyUSB0");
        assertThat(sysfs.tty("1-1.5")).contains("ttyACM3");
        assertThat(sysfs.tty("1-1.6")).isEmpty();
        assertThat(sysfs.tty("1-1.7")).isEmpty();
    }

    @Test
    void namesThePortsOfARootHubAndOfANestedHub() throws Exception {
        attribute("usb3", "maxchild", "2");
        attribute("3-1.12", "maxchild", "2");

        assertThat(sysfs.portsOf("usb3")).containsExactly("3-1", "3-2");
        assertThat(sysfs.portsOf("3-1.12")).containsExactly("3-1.12.1", "3-1.12.2");
        assertThat(sysfs.portsOf("3-2")).isEmpty();
    }

    @Test
    void tellsHubsByWhatTheyLookLike() throws Exception {
        attribute("usb2", "bDeviceClass", "09");
        attribute("usb2", "idVendor", "1d6b");
        attribute("usb2", "idProduct", "0003");
        attribute("usb2", "maxchild", "4");
        attribute("usb2", "speed", "10000");
        attribute("usb2", "serial", "0000:00:14.0");
        attribute("1-1.12", "bDeviceClass", "09");
        attribute("1-1.12", "idVendor", "05e3");
        attribute("1-1.12", "idProduct", "0610");
        attribute("1-1.12", "maxchild", "7");
        attribute("1-1.12", "speed", "480");
        attribute("1-1.3", "bDeviceClass", "00");

        assertThat(sysfs.hubs())
                .containsExactlyInAnyOrder(
                        new UsbHub(new HubPath("usb2"), new UsbHub.Shape("1d6b:0003", 4, "0000:00:14.0"), true),
                        new UsbHub(new HubPath("1-1.12"), new UsbHub.Shape("05e3:0610", 7, null), false));
    }

    @Test
    void findsTheHubOfAPort() {
        assertThat(Sysfs.position("1-4")).isEqualTo(new Sysfs.HubPosition("usb1", 4));
        assertThat(Sysfs.position("1-1.4.12")).isEqualTo(new Sysfs.HubPosition("1-1.4", 12));
    }

    @Test
    void findsTheOtherHalfOfAUsb3Hub() throws Exception {
        Path mine = Files.createDirectories(devices.resolve("1-0:1.0/usb1-port2"));
        Path other = Files.createDirectories(devices.resolve("2-0:1.0/usb2-port6"));
        Files.createSymbolicLink(mine.resolve("peer"), other);
        Path nested = Files.createDirectories(devices.resolve("1-1:1.0/1-1-port3"));
        Files.createSymbolicLink(nested.resolve("peer"), Files.createDirectories(devices.resolve("2-1:1.0/2-1-port3")));

        assertThat(sysfs.peer(new Sysfs.HubPosition("usb1", 2))).contains(new Sysfs.HubPosition("usb2", 6));
        assertThat(sysfs.peer(new Sysfs.HubPosition("1-1", 3))).contains(new Sysfs.HubPosition("2-1", 3));
        assertThat(sysfs.peer(new Sysfs.HubPosition("1-1", 4))).isEmpty();
    }

    @Test
    void usesTheKernelsOwnPortSwitchWhereThereIsOne() throws Exception {
        attribute("1-1:1.0/1-1-port2", "disable", "0");

        assertThat(sysfs.disable(new Sysfs.HubPosition("1-1", 2), true)).isTrue();
        assertThat(sysfs.text("1-1:1.0/1-1-port2", "disable")).startsWith("1");
        assertThat(sysfs.disable(new Sysfs.HubPosition("1-1", 3), true)).isFalse();
    }

    @Test
    void knowsNothingWhereThereIsNoUsb() {
        Sysfs none = new Sysfs(devices.resolve("missing"));

        assertThat(none.exists()).isFalse();
        assertThat(none.names()).isEmpty();
        assertThat(none.text("1-1", "serial")).isNull();
    }
}
