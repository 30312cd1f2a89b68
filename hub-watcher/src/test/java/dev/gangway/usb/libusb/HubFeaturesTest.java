package dev.gangway.usb.libusb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.usb.libusb.HubFeatures.Switching;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubFeaturesTest {
    @ParameterizedTest
    @CsvSource({"4,0xe9,PER_PORT", "4,0xe0,GANGED", "1,0x00,PER_PORT", "4,0x02,NONE", "4,0x03,NONE"})
    void readsHowPowerIsSwitched(int ports, String characteristics, Switching switching) {
        byte[] descriptor = {
            9, 0x29, (byte) ports, Integer.decode(characteristics).byteValue(), 0, 50, 100, 0, (byte) 0xff
        };

        assertThat(HubFeatures.parse(descriptor)).isEqualTo(new HubFeatures(ports, switching));
    }

    @Test
    void trustsNoBrokenDescriptor() {
        assertThat(HubFeatures.parse(new byte[] {9, 0x29}).switching()).isEqualTo(Switching.NONE);
    }

    @Test
    void findsThePowerBitOfBothUsbVersions() {
        assertThat(HubFeatures.hasPower(0x0100, false)).isTrue();
        assertThat(HubFeatures.hasPower(0x0100, true)).isFalse();
        assertThat(HubFeatures.hasPower(0x0200, true)).isTrue();
    }
}
