package dev.gangway.virtual.esp;

import dev.gangway.soc.EspSoc;
import java.util.HashMap;
import java.util.Map;

/**
 * What is burnt into a chip.
 *
 * @param soc which it is
 * @param mac its 48 bits
 * @param revision times 100
 * @param secureBoot whether it starts signed images only
 * @param encrypted whether it keeps its flash encrypted
 * @param secureDownload whether its loader is cut down
 * @param crystal Hz
 */
record EspSilicon(
        EspSoc soc,
        long mac,
        int revision,
        boolean secureBoot,
        boolean encrypted,
        boolean secureDownload,
        int crystal) {
    static final long MAGIC = 0x4000_1000L;

    private static final long OLD_MAC = 0x3ff0_0050L;
    private static final long ESP32_FUSES = 0x3ff5_a000L;
    private static final long ESP32_DATE = 0x3ff6_607cL;
    private static final long ESP32_CALIBRATION = 0x3ff5_f06cL;

    /** By these two an ESP32's ROM believes that its crystal has 42 MHz; it has 40. */
    private static final int SLOW_CLOCK = 64;

    private static final int CALIBRATION = 1680;

    /** What its registers hold when it starts; the others are 0. */
    Map<Long, Integer> registers() {
        Map<Long, Integer> words = new HashMap<>();
        if (!soc.magics().isEmpty()) {
            words.put(MAGIC, soc.magics().get(0));
        }
        if (soc == EspSoc.ESP8266) {
            words.put(OLD_MAC, (int) (mac & 0xff) << 24);
            words.put(OLD_MAC + 4, (int) (mac >> 8 & 0xffff));
            words.put(OLD_MAC + 12, (int) (mac >> 24));
            return words;
        }
        words.put(soc.mac(), (int) mac);
        words.put(soc.mac() + 4, (int) (mac >> 32));
        int major = revision / 100;
        int minor = revision % 100;
        switch (soc) {
            case ESP32 -> esp32(words, major, minor);
            case ESP32S2 -> {
                fuse(words, 3, major << 18 | (minor >> 3) << 20);
                fuse(words, 4, (minor & 7) << 4);
            }
            case ESP32S3, ESP32C3 -> {
                fuse(words, 5, major << 24 | (minor >> 3) << 23);
                fuse(words, 3, (minor & 7) << 18);
            }
            case ESP32C2 -> fuse(words, 1, (int) (mac >> 32) | major << 20 | minor << 16);
            case ESP32C6 -> fuse(words, 3, major << 22 | minor << 18);
            case ESP32H2 -> fuse(words, 3, major << 21 | minor << 18);
            case ESP32P4 -> fuse(words, 2, (major >> 2) << 23 | (major & 3) << 4 | minor);
            case ESP8266 -> throw new IllegalStateException("told above");
        }
        return words;
    }

    private void fuse(Map<Long, Integer> words, int number, int value) {
        words.put(soc.mac() + 4L * number, value);
    }

    private void esp32(Map<Long, Integer> words, int major, int minor) {
        words.put(ESP32_FUSES, encrypted ? 1 << 20 : 0);
        words.put(ESP32_FUSES + 12, major > 0 ? 1 << 15 : 0);
        words.put(ESP32_FUSES + 16, SLOW_CLOCK);
        words.put(ESP32_FUSES + 20, (major > 1 ? 1 << 20 : 0) | minor << 24);
        words.put(ESP32_FUSES + 24, secureBoot ? 1 << 4 : 0);
        words.put(ESP32_DATE, major > 2 ? 1 << 31 : 0);
        words.put(ESP32_CALIBRATION, CALIBRATION << 7);
    }

    /** The rate that comes of one that its ROM is told. */
    int rate(int told) {
        if (soc == EspSoc.ESP32) {
            return (int) (told * 40L / 42);
        }
        return soc == EspSoc.ESP32C2 ? (int) ((long) told * crystal / 40_000_000) : told;
    }

    /** By what its UART's clock, twice the crystal of the oldest chip, is divided for a rate. */
    int divider(int rate) {
        return (soc == EspSoc.ESP8266 ? 2 : 1) * crystal / rate;
    }

    /** The rate at which it says hello. */
    int firstRate() {
        return soc == EspSoc.ESP8266 ? 74_880 : 115_200;
    }
}
