package dev.gangway.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.BusConfig;
import dev.gangway.model.PortPath;
import dev.gangway.virtual.VirtualHub;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServedPortsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "virtual:0",
                "virtual:1",
                "virtual:01",
                "virtual:4",
                "virtual:5",
                "1-2.4",
                "serial:/dev/ttyS0",
                "tcp:a:1"
            })
    void saysOfTheVirtualBusWhatThatSaysItself(String port) {
        try (VirtualHub hub = new VirtualHub(4)) {
            assertThat(ServedPorts.owns(new BusConfig.Virtual(4), new PortPath(port)))
                    .isEqualTo(hub.owns(new PortPath(port)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1-2.4, ''",
        "tcp:a:1, ''",
        "udp:[fe80::1%eth0]:5554, ''",
        "virtual:3, 'no bus serves virtual:3: the bus libusb has USB ports like 1-2.4, the network tcp:HOST:PORT and udp:HOST:PORT, and serial lines are serial:/dev/ttyS0; correct or remove the entry'",
        "serial:/dev/ttyS0, ''"
    })
    void saysWhatTheBusHasWhenAPortIsNotOfIt(String port, String refusal) {
        assertThat(ServedPorts.refusal(new BusConfig.Libusb(), new PortPath(port))
                        .orElse(""))
                .isEqualTo(refusal);
    }
}
