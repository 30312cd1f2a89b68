package dev.gangway.virtual.uboot;

import dev.gangway.virtual.busybox.LinuxConsole;
import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import dev.gangway.virtual.nand.ChipGeometry;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.StoredMemory;
import dev.gangway.virtual.nand.VirtualNand;
import dev.gangway.virtual.serial.LineRate;
import dev.gangway.virtual.serial.SerialLook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Boards whose U-Boot is worked through its console, behind a USB adapter; files come over the machine's own network. */
public final class ConsoleKind implements BoardKind {
    private static final BoardOption<String> SERIAL = BoardOption.of(
                    "serial", "TEXT", "its variable serial#: derived from the seed, none, or any text", text -> {
                        if (!text.matches("[!-~]{1,60}")) {
                            throw new IllegalArgumentException(
                                    "derived, none, or 1 to 60 printable characters are possible");
                        }
                        return text;
                    })
            .orElse("derived");
    private static final BoardOption<String> MEDIUM =
            BoardOption.choice("medium", "what it can write", "virtio", "mmc", "usb", "sf", "nand", "ubi");
    private static final BoardOption<Long> SIZE = BoardOption.of("size", "SIZE", "how large that is", BoardOption::size)
            .orElse("64M");
    private static final BoardOption<Long> RAM = BoardOption.of(
                    "ram", "SIZE", "its memory, 4M at least", BoardOption::size)
            .orElse("512M");
    private static final BoardOption<List<Integer>> BAD = BoardOption.of(
                    "bad", "N+N", "blocks of a NAND that are marked bad", ConsoleKind::numbers)
            .orElse("none");
    private static final BoardOption<List<Integer>> WORN = BoardOption.of(
                    "worn", "N+N", "blocks of a NAND that fail and are not marked", ConsoleKind::numbers)
            .orElse("none");
    private static final BoardOption<LineRate> RATE =
            LineRate.option("its console's rate").orElse("115200");
    private static final BoardOption<String> PROMPT = BoardOption.choice(
            "prompt", "how it prompts: \"=> \", that in colour, or \"virt# \"", "plain", "colour", "named");
    private static final BoardOption<String> STOP =
            BoardOption.of("stop", "WORD", "what stops its countdown; any key unless given", text -> {
                if (!text.matches("[a-z]{1,20}")) {
                    throw new IllegalArgumentException("1 to 20 small letters are possible");
                }
                return text;
            });
    private static final BoardOption<String> NOISE =
            BoardOption.choice("noise", "whether its drivers talk in between", "off", "on");
    private static final BoardOption<String> PACE =
            BoardOption.choice("pace", "how long it counts and waits: as a real one, or hardly", "real", "none");

    private static final BoardOption<String> LOGIN = BoardOption.of(
            "login", "USER/PASSWORD", "who may log in to a Linux that is loaded; a root shell unless given", text -> {
                if (!text.matches("[a-z]{1,20}/[A-Za-z0-9]{0,20}")) {
                    throw new IllegalArgumentException(
                            "a user, a slash and a password, which may be empty, are possible");
                }
                return text;
            });
    private static final BoardOption<String> PARTITIONS = BoardOption.of(
            "partitions", "LABELS", "labels of the disk's partitions for that Linux, with slashes between", text -> {
                if (!text.matches("[a-z]{1,20}(/[a-z]{1,20}){0,7}")) {
                    throw new IllegalArgumentException("up to 8 labels of small letters are possible");
                }
                return text;
            });
    private static final BoardOption<String> TWIN =
            BoardOption.choice("twin", "whether that Linux has another disk, with the same partitions", "off", "on");

    private static final int BLOCK = 512;
    private static final int SAMPLE = 3_000_001;
    private static final long RAM_START = 0x40000000L;
    private static final long LEAST_RAM = 4L << 20;
    private static final long LOAD = 0x200000;
    private static final int NAND_PAGE = 2048;
    private static final int NAND_PAGES = 64;
    private static final int NAND_SPARE = 64;

    @Override
    public String name() {
        return "uboot-console";
    }

    @Override
    public String title() {
        return "a board whose U-Boot is worked through its console, behind a USB serial adapter";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(SERIAL, MEDIUM, SIZE, RAM, BAD, WORN, RATE, PROMPT, STOP, NOISE, PACE, LOGIN, PARTITIONS, TWIN);
    }

    private static List<Integer> numbers(String text) {
        if (!text.matches("none|[0-9]{1,5}(\\+[0-9]{1,5}){0,50}")) {
            throw new IllegalArgumentException("none, or numbers with + between them are possible, such as 3+17");
        }
        return text.equals("none")
                ? List.of()
                : Stream.of(text.split("\\+", -1)).map(Integer::parseInt).toList();
    }

    @Override
    public List<FaultKind> faults() {
        return ConsoleFault.KINDS;
    }

    @Override
    public ConsoleBoard make(BoardOptions options, BoardParts parts) {
        String serial = BoardOption.shownSerial(
                options.get(SERIAL), String.format(Locale.ROOT, "ub%08x", parts.seed() & 0xffff_ffffL));
        ConsoleLook.Ram ram = new ConsoleLook.Ram(RAM_START, Math.max(LEAST_RAM, options.get(RAM)));
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("loadaddr", "0x" + Long.toHexString(RAM_START + LOAD));
        variables.put("kernel_addr_r", "0x40400000");
        variables.put("ramdisk_addr_r", "0x44000000");
        variables.put("fdt_addr_r", "0x4f000000");
        variables.put("fdtcontroladdr", Long.toHexString(ram.code()));
        variables.put(
                "ethaddr",
                String.format(
                        Locale.ROOT,
                        "52:54:00:%02x:%02x:%02x",
                        (parts.seed() >> 16) & 0xff,
                        (parts.seed() >> 8) & 0xff,
                        parts.seed() & 0xff));
        if (!serial.isEmpty()) {
            variables.put("serial#", serial);
        }
        String prompt =
                switch (options.get(PROMPT)) {
                    case "colour" -> "\u001b[1;32m=> \u001b[0m";
                    case "named" -> "virt# ";
                    default -> "=> ";
                };
        boolean real = options.get(PACE).equals("real");
        ConsoleLook look = new ConsoleLook(
                prompt,
                options.find(STOP).orElse(""),
                Duration.ofMillis(real ? 1000 : 300),
                Duration.ofMillis(real ? 5000 : 300),
                options.get(NOISE).equals("on"),
                ram,
                options.get(RATE),
                linux(options));
        return new ConsoleBoard(
                new SerialLook(0x10c4, 0xea60, "Silicon Labs", "CP2102 USB to UART Bridge", adapter(parts.seed())),
                look,
                variables,
                medium(options, parts),
                parts);
    }

    private static ConsoleLinux.Look linux(BoardOptions options) {
        String[] login = options.find(LOGIN).orElse("/").split("/", -1);
        return new ConsoleLinux.Look(
                new LinuxConsole.Look(login[0], login[1]),
                options.find(PARTITIONS).map(text -> List.of(text.split("/"))).orElse(List.of()),
                options.get(TWIN).equals("on"));
    }

    private static ConsoleMedium medium(BoardOptions options, BoardParts parts) {
        String kind = options.get(MEDIUM);
        long size = options.get(SIZE) / BLOCK * BLOCK;
        return switch (kind) {
            case "sf" ->
                new NorChip(new ErasedMemory(Math.max(1, size / NorChip.ERASE) * NorChip.ERASE, parts.pages()));
            case "nand" -> new RawNand(new NandDriver(nand(size, options, parts)));
            case "ubi" -> new UbiFlash(size, parts.pages());
            default -> new DiskOfBlocks(kind, new StoredMemory(0, size, parts.pages()), size / BLOCK);
        };
    }

    private static VirtualNand nand(long size, BoardOptions options, BoardParts parts) {
        int blocks = (int) Math.max(1, size / NAND_PAGE / NAND_PAGES);
        VirtualNand chip = new VirtualNand(
                new ChipGeometry("nand0", blocks, NAND_PAGES, NAND_PAGE, NAND_SPARE),
                parts.pages(),
                VirtualNand.SecondProgram.FAILS);
        options.get(BAD).forEach(chip::factoryBad);
        options.get(WORN).forEach(chip::wearOut);
        return chip;
    }

    private static String adapter(long seed) {
        return String.format(Locale.ROOT, "CON%08X", seed & 0xffff_ffffL);
    }

    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        return mode.equals("uboot-console") ? Optional.of(name()) : Optional.empty();
    }

    @Override
    public boolean writeImages(BoardOptions options, Path folder, long bytes, long seed) throws IOException {
        byte[] disk = new byte[(int) Math.min(Math.max(bytes, BLOCK), SAMPLE)];
        new SplittableRandom(seed).nextBytes(disk);
        Files.createDirectories(folder);
        Files.write(folder.resolve("disk.img"), disk);
        Files.write(folder.resolve("Image"), SampleLinux.kernel(seed));
        Files.write(folder.resolve("initramfs.cpio.gz"), SampleLinux.initramfs());
        SampleBundle.write(folder.resolve("bundle"), seed);
        return true;
    }
}
