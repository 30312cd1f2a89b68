package dev.gangway.esp;

import dev.gangway.channel.ChannelException;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.EspSoc;
import java.time.Duration;
import java.util.Locale;

/** What is found out by registers (the dossier's sections 5 to 7). */
final class EspRegisters {
    static final Duration TIME = Duration.ofSeconds(3);

    private static final int WRITE_REG = 0x09;
    private static final int READ_REG = 0x0a;
    private static final long MAGIC = 0x4000_1000L;
    private static final long ALL_BITS = 0xffff_ffffL;

    private static final long ESP8266_MAC = 0x3ff0_0050L;
    private static final long ESP32_FUSES = 0x3ff5_a000L;
    private static final long ESP32_DATE = 0x3ff6_607cL;

    private static final long ESP32_CALIBRATION = 0x3ff5_f06cL;
    private static final int DIVIDER = 0xfffff;
    private static final long BETWEEN_CRYSTALS = 33_000_000;

    private static final long RUN = 1 << 18;
    private static final int POLLS = 10;
    private static final int READ_ID = 0x9f;
    private static final long WATCHDOG_KEY = 0x50d8_3aa1L;
    private static final long SUPER_WATCHDOG_KEY = 0x8f1d_312aL;

    private final EspWire wire;

    EspRegisters(EspWire wire) {
        this.wire = wire;
    }

    int read(long address) throws ChannelException, EspRefusal {
        return (int) wire.command(READ_REG, EspWire.words(address), 0, 0, TIME).value();
    }

    void write(long address, long value) throws ChannelException, EspRefusal {
        wire.command(WRITE_REG, EspWire.words(address, value, ALL_BITS, 0), 0, 0, TIME);
    }

    int magic() throws ChannelException, EspRefusal {
        return read(MAGIC);
    }

    /** As people write it: six pairs of hex digits. */
    String mac(EspSoc soc) throws ChannelException, EspRefusal {
        long mac = soc == EspSoc.ESP8266
                ? oldMac()
                : (read(soc.mac() + 4) & 0xffffL) << 32 | Integer.toUnsignedLong(read(soc.mac()));
        StringBuilder text = new StringBuilder();
        for (int shift = 40; shift >= 0; shift -= 8) {
            text.append(String.format(Locale.ROOT, "%02x%s", mac >> shift & 0xff, shift == 0 ? "" : ":"));
        }
        return text.toString();
    }

    private long oldMac() throws ChannelException, EspRefusal {
        int first = read(ESP8266_MAC);
        int second = read(ESP8266_MAC + 4);
        int third = read(ESP8266_MAC + 12);
        long maker = third != 0 ? third & 0xffffff : (second >> 16 & 0xff) == 0 ? 0x18fe34 : 0xacd074;
        return maker << 24 | (second & 0xffffL) << 8 | first >>> 24;
    }

    /** Its revision times 100: v3.1 is 301. */
    int revision(EspSoc soc) throws ChannelException, EspRefusal {
        return switch (soc) {
            case ESP8266 -> 0;
            case ESP32 -> esp32Revision();
            case ESP32S2 -> {
                int third = fuse(soc, 3);
                yield revision(third >> 18 & 3, (third >> 20 & 1) << 3 | (fuse(soc, 4) >> 4 & 7));
            }
            case ESP32S3, ESP32C3 -> {
                int fifth = fuse(soc, 5);
                yield revision(fifth >> 24 & 3, (fifth >> 23 & 1) << 3 | (fuse(soc, 3) >> 18 & 7));
            }
            case ESP32C2 -> {
                int word = fuse(soc, 1);
                yield revision(word >> 20 & 3, word >> 16 & 0xf);
            }
            case ESP32C6 -> {
                int word = fuse(soc, 3);
                yield revision(word >> 22 & 3, word >> 18 & 0xf);
            }
            case ESP32H2 -> {
                int word = fuse(soc, 3);
                yield revision(word >> 21 & 3, word >> 18 & 7);
            }
            case ESP32P4 -> {
                int word = fuse(soc, 2);
                yield revision((word >> 23 & 1) << 2 | (word >> 4 & 3), word & 0xf);
            }
        };
    }

    private static int revision(int major, int minor) {
        return 100 * major + minor;
    }

    /** A word of the block of fuses that begins with the MAC. */
    private int fuse(EspSoc soc, int word) throws ChannelException, EspRefusal {
        return read(soc.mac() + 4L * word);
    }

    private int esp32Revision() throws ChannelException, EspRefusal {
        int fifth = read(ESP32_FUSES + 20);
        int bits = (read(ESP32_FUSES + 12) >> 15 & 1) | (fifth >> 20 & 1) << 1 | (read(ESP32_DATE) >>> 31) << 2;
        int major = bits == 7 ? 3 : bits == 3 ? 2 : bits == 1 ? 1 : 0;
        return revision(major, fifth >> 24 & 3);
    }

    /** Of an ESP32, which has no command for it. */
    EspSecurity esp32Security() throws ChannelException, EspRefusal {
        int count = read(ESP32_FUSES) >> 20 & 0x7f;
        int done = read(ESP32_FUSES + 24);
        boolean first = (done & 1 << 4) != 0;
        boolean second = (done & 1 << 5) != 0;
        return new EspSecurity(first || second, first, Integer.bitCount(count) % 2 != 0, false);
    }

    /** What the flash answers to "read id": maker, kind, size code, the first in the lowest byte. */
    int flashId(EspSoc soc) throws ChannelException, EspRefusal, FailureException {
        boolean old = soc == EspSoc.ESP8266;
        boolean ofEsp32 = soc == EspSoc.ESP32;
        long usr = soc.spi() + (old || ofEsp32 ? 0x1c : 0x18);
        long usr1 = usr + 4;
        long usr2 = usr + 8;
        long lengthIn = soc.spi() + (ofEsp32 ? 0x2c : 0x28);
        long window = soc.spi() + (old ? 0x40 : ofEsp32 ? 0x80 : 0x58);
        int usrBefore = read(usr);
        int usr2Before = read(usr2);
        if (old) {
            write(usr1, 23 << 8);
        } else {
            write(lengthIn, 23);
        }
        write(usr, 1L << 31 | 1 << 28);
        write(usr2, 7L << 28 | READ_ID);
        write(window, 0);
        write(soc.spi(), RUN);
        for (int poll = 0; (read(soc.spi()) & RUN) != 0; poll++) {
            if (poll == POLLS) {
                throw new FailureException(FailureKind.MEDIUM_FAILED, "the flash controller does not come to an end");
            }
        }
        int id = read(window) & 0xffffff;
        write(usr, Integer.toUnsignedLong(usrBefore));
        write(usr2, Integer.toUnsignedLong(usr2Before));
        return id;
    }

    /** Stops the watchdogs that the chip's own USB port leaves running: they would reset it while it is written. */
    void stopWatchdogs(EspSoc soc) throws ChannelException, EspRefusal {
        if (soc.watchdog() == 0) {
            return;
        }
        boolean inRtc = soc == EspSoc.ESP32S3 || soc == EspSoc.ESP32C3;
        long lock = soc.watchdog() + (soc == EspSoc.ESP32H2 ? 0x1c : 0x18);
        write(lock, WATCHDOG_KEY);
        write(soc.watchdog(), 0);
        write(lock, 0);
        long superConfiguration = lock + 4;
        long superLock = lock + 8;
        write(superLock, inRtc ? SUPER_WATCHDOG_KEY : WATCHDOG_KEY);
        long feeds = inRtc ? 1L << 31 : 1L << 18;
        write(superConfiguration, Integer.toUnsignedLong(read(superConfiguration)) | feeds);
        write(superLock, 0);
    }

    /**
     * What the loader has to be told so that it takes this rate: the ROMs of two chips are wrong about their clock (the
     * dossier's section 9, "Baud").
     *
     * @param now the rate that holds
     */
    long rateToTell(EspSoc soc, int wanted, int now) throws ChannelException, EspRefusal {
        if (soc == EspSoc.ESP32C2) {
            long crystal = (long) now * (read(soc.divider()) & DIVIDER);
            return crystal < BETWEEN_CRYSTALS ? wanted * 40L / 26 : wanted;
        }
        if (soc == EspSoc.ESP32) {
            long calibrated = read(ESP32_CALIBRATION) >> 7 & 0x01ff_ffff;
            long measured = calibrated * 15625 * (read(ESP32_FUSES + 16) & 0xff) / 40;
            long real = measured > BETWEEN_CRYSTALS ? 40_000_000 : 26_000_000;
            return measured == 0 ? wanted : wanted * measured / real;
        }
        return wanted;
    }
}
