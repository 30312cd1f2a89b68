package dev.gangway.virtual.rpiboot;

import dev.gangway.channel.UsbIdentity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The chips, as they show themselves and what they ask for first. */
enum PiSoc {
    BCM2835(0x2763, "bootcode.bin", "2710", false),
    BCM2837(0x2764, "bootcode.bin", "2710", true),
    BCM2711(0x2711, "bootcode4.bin", "2711", false),
    BCM2712(0x2712, "bootcode5.bin", "2712", false);

    private static final int VENDOR = 0x0a5c;

    private final int product;
    private final String secondStage;
    private final String folder;
    private final boolean twoInterfaces;

    PiSoc(int product, String secondStage, String folder, boolean twoInterfaces) {
        this.product = product;
        this.secondStage = secondStage;
        this.folder = folder;
        this.twoInterfaces = twoInterfaces;
    }

    static PiSoc named(String code) {
        return Arrays.stream(values())
                .filter(soc -> soc.code().equals(code))
                .findFirst()
                .orElseThrow();
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    String secondStage() {
        return secondStage;
    }

    String folder() {
        return folder;
    }

    /** Whether its firmware tells of the board, and its boot ROM shows a serial. */
    boolean tellsOfItself() {
        return product == 0x2711 || product == 0x2712;
    }

    /** The endpoint that takes data: with two interfaces the second one's. */
    int out() {
        return twoInterfaces ? 3 : 1;
    }

    /** In the boot ROM. The serial is the third of its strings, or none: that is how one tells this stage. */
    UsbIdentity bootRom(String serial) {
        return identity("Broadcom", name() + " Boot", tellsOfItself() && !serial.isEmpty() ? serial : null);
    }

    /** The second stage has one string less. */
    UsbIdentity fileServer(String serial) {
        return identity(null, name() + " Boot", serial.isEmpty() ? "0" : serial);
    }

    private UsbIdentity identity(@Nullable String maker, String name, @Nullable String serial) {
        List<UsbIdentity.Endpoint> endpoints = List.of(
                new UsbIdentity.Endpoint(out(), UsbIdentity.Endpoint.BULK, 512),
                new UsbIdentity.Endpoint(0x80 | (out() + 1), UsbIdentity.Endpoint.BULK, 512));
        UsbIdentity.Interface vendor = new UsbIdentity.Interface(twoInterfaces ? 1 : 0, 0, 0xff, 0, 0, endpoints, null);
        UsbIdentity.Interface other = new UsbIdentity.Interface(0, 0, 0xff, 0xff, 0xff, List.of(), null);
        return new UsbIdentity(
                VENDOR,
                product,
                0x0200,
                0x0000,
                UsbIdentity.Speed.HIGH,
                twoInterfaces ? List.of(other, vendor) : List.of(vendor),
                maker,
                name,
                serial);
    }
}
