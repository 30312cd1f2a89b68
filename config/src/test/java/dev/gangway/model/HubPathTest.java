package dev.gangway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubPathTest {
    @ParameterizedTest
    @CsvSource({"1-2.4,1-2", "1-2,usb1", "12-1.3.7,12-1.3", "virtual:3,virtual"})
    void isThePlaceBeforeThePort(String port, String hub) {
        assertThat(HubPath.of(new PortPath(port))).contains(new HubPath(hub));
    }

    @Test
    void aSerialLineIsOnNoHub() {
        assertThat(HubPath.of(new PortPath("serial:/dev/ttyUSB0"))).isEmpty();
    }

    @Test
    void theChainBeginsAtTheRoot() {
        assertThat(HubPath.chain(new PortPath("1-1.4.1")))
                .containsExactly(new HubPath("usb1"), new HubPath("1-1"), new HubPath("1-1.4"));
    }

    @ParameterizedTest
    @CsvSource({
        "1-1,1-1.2,2",
        "1-1,1-1.12,12",
        "1-1,1-1.4.1,4",
        "1-1,1-11.2,0",
        "1-11,1-1.12,0",
        "1-1,1-1,0",
        "usb1,1-11.2,11",
        "usb1,11-2,0",
        "virtual,virtual:12,12"
    })
    void numbersAreComparedWhole(String hub, String port, int number) {
        assertThat(new HubPath(hub).numberOf(new PortPath(port))).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"1-1,1-1.12,1-3,1-3.12", "1-1,1-1.4.1,2-7.5,2-7.5.4.1", "usb1,1-11.2,usb4,4-11.2", "1-2,1-2.3,usb5,5-3"
    })
    void takesItsPortsAlong(String hub, String port, String there, String moved) {
        assertThat(new HubPath(hub).moved(new PortPath(port), new HubPath(there)))
                .isEqualTo(new PortPath(moved));
    }

    @Test
    void refusesAPortOfAnotherHub() {
        assertThatThrownBy(() -> new HubPath("1-1").moved(new PortPath("1-11.2"), new HubPath("1-3")))
                .hasMessageContaining("1-11.2 is no port of the hub 1-1");
    }

    @Test
    void saysWhichFormsItTakes() {
        assertThatThrownBy(() -> new HubPath("hub1")).hasMessageContaining("write the port that it hangs on");
    }
}
