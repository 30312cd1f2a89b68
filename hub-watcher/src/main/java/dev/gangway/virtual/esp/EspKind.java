package dev.gangway.virtual.esp;

import dev.gangway.soc.EspSoc;
import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.kind.BoardIds;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import dev.gangway.virtual.serial.SerialFault;
import dev.gangway.virtual.serial.SerialLook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Boards with a chip of Espressif's. */
public final class EspKind implements BoardKind {
    private static final BoardOption<EspSoc> CHIP =
            BoardOption.of("chip", "NAME", "the chip: " + names(), EspKind::soc).orElse("esp32");
    private static final BoardOption<Long> MAC =
            BoardOption.of("mac", "XX:XX:XX:XX:XX:XX", "its MAC; default from the seed", EspKind::mac);
    private static final BoardOption<Integer> FLASH = BoardOption.of(
                    "flash", "SIZE", "its flash, 512k to 32M", EspKind::size)
            .orElse("4M");
    private static final BoardOption<Long> REVISION = BoardOption.number(
                    "revision", "N", "the chip's revision times 100, 301 is v3.1", 0, 399)
            .orElse("100");
    private static final BoardOption<String> SECURE_BOOT =
            BoardOption.choice("secure-boot", "whether it starts signed images only", "off", "on");
    private static final BoardOption<String> ENCRYPTION =
            BoardOption.choice("encryption", "whether it keeps its flash encrypted", "off", "on");
    private static final BoardOption<String> SECURE_DOWNLOAD =
            BoardOption.choice("secure-download", "whether its loader is cut down to writing plain data", "off", "on");
    private static final BoardOption<String> USB = BoardOption.choice(
            "usb",
            "an adapter that can reset it, one that can't and a boot pin held low, or the chip's own port",
            "adapter",
            "by-hand",
            "own");
    private static final BoardOption<String> CRYSTAL =
            BoardOption.choice("crystal", "MHz; an ESP32-C2 may have 26", "40", "26");
    private static final BoardOption<Duration> ERASE =
            BoardOption.time("erase", "how long erasing 64 KiB takes").orElse("5ms");

    private static final int LARGEST_SAMPLE = 1 << 21;
    private static final int SMALLEST_SAMPLE = 60_000;

    @Override
    public String name() {
        return "esp";
    }

    @Override
    public String title() {
        return "a board with a chip of Espressif's on a serial line";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(CHIP, MAC, FLASH, REVISION, SECURE_BOOT, ENCRYPTION, SECURE_DOWNLOAD, USB, CRYSTAL, ERASE);
    }

    @Override
    public List<FaultKind> faults() {
        return Stream.concat(EspFault.KINDS.stream(), SerialFault.KINDS.stream())
                .toList();
    }

    @Override
    public void check(BoardOptions options) {
        EspSoc soc = options.get(CHIP);
        boolean locked = Stream.of(SECURE_BOOT, ENCRYPTION, SECURE_DOWNLOAD)
                .anyMatch(option -> options.get(option).equals("on"));
        if (soc == EspSoc.ESP8266 && locked) {
            throw new IllegalArgumentException("an esp8266 has no secure boot, encryption or secure download");
        }
        if (soc == EspSoc.ESP32 && options.get(SECURE_DOWNLOAD).equals("on")) {
            throw new IllegalArgumentException("an esp32 has no secure download mode");
        }
        if (options.get(USB).equals("own") && soc.watchdog() == 0) {
            throw new IllegalArgumentException("an " + soc.code() + " has no USB port that is its own");
        }
    }

    @Override
    public EspBoard make(BoardOptions options, BoardParts parts) {
        EspSoc soc = options.get(CHIP);
        long mac = options.find(MAC).orElse(0x246f_2800_0000L | (parts.seed() & 0xffffff));
        EspUart.Wiring wiring =
                switch (options.get(USB)) {
                    case "own" -> EspUart.Wiring.OWN_USB;
                    case "by-hand" -> EspUart.Wiring.NONE;
                    default -> EspUart.Wiring.ADAPTER;
                };
        String serial = String.format(Locale.ROOT, "%08x", parts.seed() & 0xffff_ffffL);
        SerialLook look = wiring == EspUart.Wiring.OWN_USB
                ? new SerialLook(0x303a, 0x1001, "Espressif", "USB JTAG/serial debug unit", spelt(mac))
                : new SerialLook(0x10c4, 0xea60, "Silicon Labs", "CP2102 USB to UART Bridge Controller", serial);
        EspSilicon silicon = new EspSilicon(
                soc,
                mac,
                options.get(REVISION).intValue(),
                options.get(SECURE_BOOT).equals("on"),
                options.get(ENCRYPTION).equals("on"),
                options.get(SECURE_DOWNLOAD).equals("on"),
                Integer.parseInt(options.get(CRYSTAL)) * 1_000_000);
        return new EspBoard(
                silicon, new EspFlash(options.get(FLASH), parts.pages()), options.get(ERASE), wiring, look, parts);
    }

    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        if (!mode.equals("serial-rom")) {
            return Optional.empty();
        }
        return Arrays.stream(EspSoc.values())
                .filter(soc -> chips.isEmpty() ? soc == EspSoc.ESP32 : chips.contains(soc.code()))
                .findFirst()
                .map(soc -> "esp:chip=" + soc.code());
    }

    @Override
    public Optional<BoardIds> ids() {
        return Optional.of(new BoardIds(
                Pattern.compile("mac:[0-9a-f]{2}(:[0-9a-f]{2}){5}"), MAC.name(), id -> id.substring("mac:".length())));
    }

    @Override
    public boolean writeImages(BoardOptions options, Path folder, long bytes, long seed) throws IOException {
        int size = (int) Math.max(SMALLEST_SAMPLE, Math.min(bytes, LARGEST_SAMPLE));
        SampleEsp.write(options.get(CHIP), folder, size, seed);
        return true;
    }

    private static String names() {
        return Arrays.stream(EspSoc.values()).map(EspSoc::code).collect(Collectors.joining(", "));
    }

    private static EspSoc soc(String text) {
        return EspSoc.ofCode(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("no chip is called '" + text + "'; there are: " + names()));
    }

    private static long mac(String text) {
        if (!text.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}")) {
            throw new IllegalArgumentException("a MAC is six pairs of hex digits, such as 24:6f:28:00:00:01");
        }
        return Long.parseLong(text.replace(":", ""), 16);
    }

    private static String spelt(long mac) {
        return String.format(Locale.ROOT, "%012X", mac).replaceAll("(..)(?!$)", "$1:");
    }

    private static int size(String text) {
        long size = BoardOption.size(text);
        if (size < 1 << 19 || size > 1 << 25 || Long.bitCount(size) != 1) {
            throw new IllegalArgumentException("512k, 1M, 2M and so on to 32M are possible");
        }
        return (int) size;
    }
}
