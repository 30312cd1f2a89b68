package dev.gangway.soc;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A chip of Espressif whose boot ROM has a serial loader (the project's dossier esp-serial.md, sections 5 to 8; esptool's
 * targets for the watchdogs' registers). Addresses are 32 bit, held in a long.
 */
public enum EspSoc {
    /** Its boot ROM writes plain data only and reads nothing back. */
    ESP8266("ESP8266", -1, List.of(0xfff0c101), 0, 0x6000_0200L, 0, 0x6000_0014L, 0),
    /** Its secure boot and flash encryption are told by fuses. */
    ESP32("ESP32", 0, List.of(0x00f01d83), 0x1000, 0x3ff4_2000L, 0x3ff5_a004L, 0x3ff4_0014L, 0),
    /** Known by its magic only. */
    ESP32S2("ESP32-S2", 2, List.of(0x000007c6), 0x1000, 0x3f40_2000L, 0x3f41_a044L, 0x3f40_0014L, 0),
    /** The first with USB of its own that is not the chip's firmware. */
    ESP32S3("ESP32-S3", 9, List.of(9), 0, 0x6000_2000L, 0x6000_7044L, 0x6000_0014L, 0x6000_8098L),
    /** RISC-V, as those that follow. */
    ESP32C3(
            "ESP32-C3",
            5,
            List.of(0x6921506f, 0x1b31506f, 0x4881606f, 0x4361606f),
            0,
            0x6000_2000L,
            0x6000_8844L,
            0x6000_0014L,
            0x6000_8090L),
    /** Some have a crystal of 26 MHz. */
    ESP32C2(
            "ESP32-C2",
            12,
            List.of(0x6f51306f, 0x7c41a06f, 0x0c21e06f),
            0,
            0x6000_2000L,
            0x6000_8840L,
            0x6000_0014L,
            0),
    /** With a 64-bit MAC, of which the 48 bits are the id. */
    ESP32C6("ESP32-C6", 13, List.of(0x2ce0806f), 0, 0x6000_3000L, 0x600b_0844L, 0x6000_0014L, 0x600b_1c00L),
    /** As the C6. */
    ESP32H2("ESP32-H2", 16, List.of(0xd7b73e80), 0, 0x6000_3000L, 0x600b_0844L, 0x6000_0014L, 0x600b_1c00L),
    /** No radio; its MAC is burnt all the same. */
    ESP32P4("ESP32-P4", 18, List.of(), 0x2000, 0x5008_d000L, 0x5012_d044L, 0x500c_a014L, 0x5011_6000L);

    private final String title;
    private final int imageId;
    private final List<Integer> magics;
    private final int bootloader;
    private final long spi;
    private final long mac;
    private final long divider;
    private final long watchdog;

    EspSoc(
            String title,
            int imageId,
            List<Integer> magics,
            int bootloader,
            long spi,
            long mac,
            long divider,
            long watchdog) {
        this.title = title;
        this.imageId = imageId;
        this.magics = magics;
        this.bootloader = bootloader;
        this.spi = spi;
        this.mac = mac;
        this.divider = divider;
        this.watchdog = watchdog;
    }

    /** As recipes write it: {@code esp32s3}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As its maker writes it: {@code ESP32-S3}. */
    public String title() {
        return title;
    }

    /** Its number in the headers of images, and in what its boot ROM says of itself; empty of an ESP8266. */
    public Optional<Integer> imageId() {
        return imageId < 0 ? Optional.empty() : Optional.of(imageId);
    }

    /** One number for each chip. */
    public int id() {
        return imageId < 0 ? magics.get(0) : imageId;
    }

    /** What stands at 0x40001000 of its boot ROMs. */
    public List<Integer> magics() {
        return magics;
    }

    /** Whether its boot ROM says of itself what it is; others are known by their magic. */
    public boolean tellsItsId() {
        return imageId > ESP32S2.imageId;
    }

    /** Whether its boot ROM unpacks, has to be told the flash, answers an MD5, and reads back. */
    public boolean isFull() {
        return this != ESP8266;
    }

    /** Whether its boot ROM answers for its security, and wants to know with each write whether to encrypt. */
    public boolean tellsSecurity() {
        return this != ESP8266 && this != ESP32;
    }

    /** Where in the flash its bootloader begins. */
    public int bootloader() {
        return bootloader;
    }

    /** The registers of the controller to which the flash is wired. */
    public long spi() {
        return spi;
    }

    /** The lower word of its MAC, the upper one follows; 0 of an ESP8266, whose MAC has another form. */
    public long mac() {
        return mac;
    }

    /** By what its loader divides the crystal's clock for the serial line. */
    public long divider() {
        return divider;
    }

    /** The first register of the watchdog that its own USB port leaves running; 0 where there is no such port. */
    public long watchdog() {
        return watchdog;
    }

    /** The chip with this number. */
    public static Optional<EspSoc> ofImageId(int id) {
        return Arrays.stream(values())
                .filter(soc -> soc.imageId == id && id >= 0)
                .findFirst();
    }

    /** The chip with this magic. */
    public static Optional<EspSoc> ofMagic(int magic) {
        return Arrays.stream(values()).filter(soc -> soc.magics.contains(magic)).findFirst();
    }

    /** The chip of this {@link #code()}. */
    public static Optional<EspSoc> ofCode(String code) {
        return Arrays.stream(values()).filter(soc -> soc.code().equals(code)).findFirst();
    }
}
