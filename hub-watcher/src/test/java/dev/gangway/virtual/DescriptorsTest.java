package dev.gangway.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.UsbIdentity;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptorsTest {
    private static final int DEVICE = 1;

    private static byte[] device(UsbIdentity.Speed speed, int interfaceClass, int protocol) {
        UsbIdentity.Interface only = new UsbIdentity.Interface(0, 0, interfaceClass, 0, protocol, List.of(), null);
        UsbIdentity identity = new UsbIdentity(0x1d6b, 2, 0x0200, 0, speed, List.of(only), null, null, null);
        return new Descriptors(identity).find(DEVICE, 0).orElseThrow();
    }

    /** Byte 4 is bDeviceClass, 6 bDeviceProtocol (USB 2.0, table 9-8). */
    @Test
    void onlyAHubSaysItsClassForTheWholeDevice() {
        assertThat(device(UsbIdentity.Speed.HIGH, 9, 1)).hasSize(18).startsWith(18, 1, 0, 2, 9, 0, 1, 64);
        assertThat(device(UsbIdentity.Speed.SUPER, 9, 3)).hasSize(18).startsWith(18, 1, 0, 2, 9, 0, 3, 9);
        assertThat(device(UsbIdentity.Speed.HIGH, 0xff, 1)).hasSize(18).startsWith(18, 1, 0, 2, 0, 0, 0, 64);
    }
}
