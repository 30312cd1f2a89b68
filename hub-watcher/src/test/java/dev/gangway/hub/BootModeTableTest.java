package dev.gangway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.model.BootMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootModeTableTest {
    private static final List<UsbIdentity.Endpoint> PAIR =
            List.of(new UsbIdentity.Endpoint(0x01, 2, 512), new UsbIdentity.Endpoint(0x82, 2, 512));

    private static BootMode mode(String id, String classes, List<UsbIdentity.Endpoint> endpoints) {
        return mode(id, classes, endpoints, 0x200);
    }

    private static BootMode mode(String id, String classes, List<UsbIdentity.Endpoint> endpoints, int usb) {
        List<UsbIdentity.Interface> interfaces = new ArrayList<>();
        for (String text : classes.split("\\+")) {
            String[] codes = text.split("/");
            interfaces.add(new UsbIdentity.Interface(
                    interfaces.size(),
                    0,
                    Integer.parseInt(codes[0], 16),
                    Integer.parseInt(codes[1], 16),
                    Integer.parseInt(codes[2], 16),
                    endpoints,
                    null));
        }
        String[] numbers = id.split(":");
        return BootModeTable.modeOf(new UsbIdentity(
                Integer.parseInt(numbers[0], 16),
                Integer.parseInt(numbers[1], 16),
                usb,
                0x100,
                UsbIdentity.Speed.HIGH,
                interfaces,
                null,
                null,
                null));
    }

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource(textBlock = """
            1f3a:efe8, ff/ff/ff, fel
            1f3a:efe8, ff/00/00, fel
            1f3a:efe8, e0/01/03+0a/00/00, running
            1f3a:efe8, 08/06/50, mass-storage
            1f3a:1010, ff/42/03, fastboot
            1f3a:1010, fe/01/02, dfu
            1f3a:1010, 08/06/50, mass-storage
            1f3a:1010, 02/02/01+0a/00/00, uboot-console
            18d1:4ee0, ff/42/03, fastboot
            18d1:d00d, ff/ff/ff, fastboot
            abcd:1234, ff/42/03, fastboot
            18d1:4ee7, ff/42/01, running
            0525:a4a5, 08/06/50, mass-storage
            0525:a4a5, ff/42/03, fastboot
            1d6b:0104, ff/42/03, fastboot
            0525:b4a4, 03/00/00, sdp
            1fc9:0151, 03/00/00, sdp
            0525:a4a7, 02/02/01, running
            0525:a4a2, e0/01/03, running
            15a2:0054, 03/00/00, sdp
            15a2:0080, 03/00/00, sdp
            1fc9:0146, 03/00/00, sdp
            1fc9:0028, 03/00/00, sdp
            066f:3780, 03/00/00, sdp
            2207:330c, ff/06/05, maskrom
            2207:350b, ff/00/00, maskrom
            2207:330c, ff/42/03, fastboot
            2207:0006, ff/42/01, running
            1b8e:c003, ff/00/00, vendor-boot
            0451:6141, e0/01/03, vendor-boot
            0451:6165, fe/01/02, dfu
            0483:df11, fe/01/02, dfu
            0a5c:2711, ff/00/00, rpiboot
            0a5c:2711, 08/06/50, mass-storage
            0a5c:0104, 08/06/50+02/02/01+0a/00/00, mass-storage
            05c6:9008, ff/ff/ff, vendor-boot
            0e8d:0003, 02/02/01, vendor-boot
            0955:7721, ff/ff/ff, vendor-boot
            03eb:6124, 02/02/01, vendor-boot
            03eb:2ff4, fe/01/02, vendor-boot
            03fd:0050, fe/01/02, dfu
            8087:0b39, ff/42/03, fastboot
            045b:0239, fe/01/02, dfu
            1366:0105, 02/02/01+ff/ff/ff, not-a-board
            0d28:0204, 08/06/50+02/02/01+03/00/00, not-a-board
            0483:374b, 08/06/50+ff/ff/ff, not-a-board
            2e8a:0003, 08/06/50+ff/00/00, picoboot
            2e8a:000f, 08/06/50+ff/00/00, picoboot
            2e8a:0003, 08/06/50, mass-storage
            2e8a:000a, 02/02/01, running
            2e8a:000c, 02/02/01+ff/00/00, not-a-board
            303a:1001, 02/02/01+ff/ff/01, serial-rom
            303a:0002, 02/02/01, serial-rom
            1915:521f, 02/02/01, vendor-boot
            239a:0029, 08/06/50+02/02/01, mass-storage
            239a:8029, 08/06/50+02/02/01, running
            1d50:607f, fe/01/02, dfu
            2b04:d006, fe/01/02, dfu
            2b04:c006, 02/02/01, running
            16c0:0478, 03/00/00, vendor-boot
            2341:0036, 02/02/01, vendor-boot
            2341:8036, 02/02/01, running
            10c4:ea60, ff/00/00, serial-line
            1a86:7523, ff/01/02, serial-line
            0403:6001, ff/ff/ff, serial-line
            abcd:1234, 08/06/50, mass-storage
            abcd:1234, fe/01/01, dfu-runtime
            abcd:1234, 02/02/01+0a/00/00, running
            05e3:0610, 09/00/00, not-a-board
            05e3:0610, 09/00/02, not-a-board
            046d:c31c, 03/01/01, not-a-board
            abcd:1234, ff/ff/ff, unknown
            """)
    void knowsTheModesOfTheDossier(String id, String classes, String expected) {
        assertThat(mode(id, classes, PAIR).code()).isEqualTo(expected);
    }

    @Test
    void doesNotTakeAnInterfaceWithoutBulkPairForFelOrFastboot() {
        assertThat(mode("1f3a:efe8", "ff/ff/ff", List.of())).isEqualTo(BootMode.UNKNOWN);
        assertThat(mode("18d1:4ee7", "ff/42/03", PAIR.subList(0, 1))).isEqualTo(BootMode.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"2207:330c, ff/06/05", "2207:350b, ff/00/00", "2207:3599, ff/06/05"})
    void tellsRockchipsLoadersFromTheirBootRomsByTheVersionOfUsb(String id, String classes) {
        assertThat(mode(id, classes, PAIR, 0x200)).isEqualTo(BootMode.MASKROM);
        assertThat(mode(id, classes, PAIR, 0x201)).isEqualTo(BootMode.ROCKUSB);
    }

    @Test
    void knowsNothingWhileTheIdHasNotArrived() {
        assertThat(BootModeTable.modeOf(null)).isEqualTo(BootMode.UNKNOWN);
    }

    @Test
    void refusesAMisspeltRule() {
        assertThatThrownBy(() -> BootModeRule.parse("1f3a:efe8 ff fell").toList())
                .hasMessageContaining("no such boot mode");
        assertThatThrownBy(() -> BootModeRule.parse("1f3a ff fel").toList()).hasMessageContaining("vvvv:pppp");
        assertThatThrownBy(() -> BootModeRule.parse("1f3a:efe8 fel").toList()).hasMessageContaining("three columns");
        assertThatThrownBy(() -> BootModeRule.parse("1f3a:efe8 ff+odd fel").toList())
                .hasMessageContaining("cc/ss/pp");
    }
}
