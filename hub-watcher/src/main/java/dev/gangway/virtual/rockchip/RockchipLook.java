package dev.gangway.virtual.rockchip;

import dev.gangway.channel.UsbIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How such boards look on the bus. */
final class RockchipLook {
    static final int VENDOR = 0x2207;
    static final int IN = 0x81;
    static final int OUT = 0x02;
    private static final int BOOT_ROM_USB = 0x0200;
    private static final int LOADER_USB = 0x0201;
    private static final int RUNNING_PRODUCT = 0x0006;

    private RockchipLook() {}

    /** In the boot ROM; what it was given over USB mostly looks the same. */
    static UsbIdentity bootRom(RockchipSoc soc) {
        return identity(soc.product(), BOOT_ROM_USB, 0x06, 0x05, null, null);
    }

    /** A loader, which sets the lowest bit of the USB version. */
    static UsbIdentity loader(RockchipSoc soc, String serial) {
        return identity(soc.product(), LOADER_USB, 0x06, 0x05, "USB download gadget", serial.isEmpty() ? null : serial);
    }

    /** A system that was started from the medium. */
    static UsbIdentity running(String serial) {
        return identity(RUNNING_PRODUCT, BOOT_ROM_USB, 0x42, 0x01, "rockchip", serial.isEmpty() ? null : serial);
    }

    private static UsbIdentity identity(
            int product, int usb, int subClass, int protocol, @Nullable String name, @Nullable String serial) {
        List<UsbIdentity.Endpoint> endpoints = List.of(
                new UsbIdentity.Endpoint(IN, UsbIdentity.Endpoint.BULK, 512),
                new UsbIdentity.Endpoint(OUT, UsbIdentity.Endpoint.BULK, 512));
        return new UsbIdentity(
                VENDOR,
                product,
                usb,
                0x0100,
                UsbIdentity.Speed.HIGH,
                List.of(new UsbIdentity.Interface(0, 0, 0xff, subClass, protocol, endpoints, null)),
                name == null ? null : "Rockchip",
                name,
                serial);
    }
}
