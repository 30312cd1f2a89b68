package dev.gangway.virtual.allwinner;

import dev.gangway.format.NandGeometry;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.soc.SpiWiring;
import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.disk.StoredDisk;
import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.FastbootKind;
import dev.gangway.virtual.gadget.GadgetFault;
import dev.gangway.virtual.gadget.GadgetFaults;
import dev.gangway.virtual.kind.BoardIds;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import dev.gangway.virtual.nand.ChipGeometry;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.VirtualNand;
import dev.gangway.virtual.sample.SampleImage;
import dev.gangway.virtual.sample.SampleImages;
import dev.gangway.virtual.uboot.UBootSettings;
import dev.gangway.virtual.uboot.UBootSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Boards with an Allwinner SoC: the boot ROM's FEL, a U-Boot that is loaded over it, NAND or a memory card. */
public final class AllwinnerKind implements BoardKind {
    private static final int BLOCK = 512;
    private static final long MIB = 1 << 20;
    private static final long USUAL_CARD = 64 * MIB;
    private static final BoardOption<AllwinnerSoc> SOC = BoardOption.of(
                    "soc",
                    "NAME",
                    "the chip: a13 (also r8, gr8), a20, h3, a64 or any other that `gangway fel list-socs` names",
                    AllwinnerKind::soc)
            .orElse("h3");
    private static final BoardOption<ChipSid> SID = BoardOption.of(
            "sid",
            "W:W:W:W",
            "its security id, four words of 8 hex digits; without it made from the seed",
            ChipSid::parse);
    private static final BoardOption<Long> DRAM = BoardOption.number(
                    "dram", "MIB", "size of the DRAM, 16 to 2048", 16, 2048)
            .orElse("512");
    private static final BoardOption<String> THEN =
            BoardOption.choice("then", "what a started U-Boot without a script does", "fastboot", "prompt");
    private static final BoardOption<Optional<ChipGeometry>> FLASH = BoardOption.of(
            "flash",
            "CHIP",
            "the NAND chip, or none for a memory card; without it none, and Toshiba_512M_SLC on the a13",
            AllwinnerKind::flash);
    private static final BoardOption<Long> CARD = BoardOption.of(
                    "card",
                    "SIZE",
                    "bytes of its memory card, which U-Boot's ums shows, on boards without NAND",
                    text -> {
                        long size = BoardOption.size(text);
                        if (size < 1 << 20 || size > 64L << 30 || size % BLOCK != 0) {
                            throw new IllegalArgumentException("1M to 64G is possible, a multiple of 512");
                        }
                        return size;
                    })
            .orElse("64M");
    private static final BoardOption<ShownSerial> FASTBOOT_SERIAL = BoardOption.of(
                    "fastboot-serial",
                    "WHAT",
                    "what U-Boot's fastboot shows: derived from the sid, none, env:TEXT for a serial# in its environment,"
                            + " other-sid[:W:W:W:W] for that of another chip",
                    ShownSerial::parse)
            .orElse("derived");
    private static final BoardOption<FelStrap> FEL = BoardOption.of(
                    "fel", "STRAP", "held, free, or a time after which the button is let go, as 20s", FelStrap::parse)
            .orElse("held");
    private static final BoardOption<SpiChip> SPI = BoardOption.of(
                    "spi", "CHIP", "the SPI flash at the boot pins: " + SpiChip.labels(), AllwinnerKind::spi)
            .orElse("none");
    private static final BoardOption<String> SECURE =
            BoardOption.choice("secure", "the secure-boot fuse is blown", "no", "yes");
    private static final BoardOption<String> DIE =
            BoardOption.choice("die", "the die, where two have different reset vectors (h616)", "1", "2");
    private static final BoardOption<String> USB = BoardOption.choice("usb", "the speed of FEL", "full", "high");
    private static final BoardOption<Duration> START =
            BoardOption.time("start", "from power-up to the first appearance").orElse("10ms");
    private static final BoardOption<Duration> SPL =
            BoardOption.time("spl", "how long an SPL sets up the DRAM").orElse("50ms");

    private static final List<ChipGeometry> CHIPS =
            List.of(ChipGeometry.HYNIX_8G_MLC, ChipGeometry.TOSHIBA_4G_MLC, ChipGeometry.TOSHIBA_512M_SLC);
    private static final int A13 = 0x1625;
    private static final Pattern IDS = Pattern.compile("sid:[0-9a-f]{8}(-[0-9a-f]{8}){3}");

    /** What fits a 512 MiB chip beside the boot loader and with room for bad blocks. */
    private static final long MOST_OF_512M = 400L << 20;

    @Override
    public String name() {
        return "allwinner";
    }

    @Override
    public String title() {
        return "a board with an Allwinner SoC, in FEL";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(
                SOC,
                SID,
                DRAM,
                THEN,
                FLASH,
                CARD,
                FastbootKind.PARTITIONS,
                FASTBOOT_SERIAL,
                FEL,
                SPI,
                SECURE,
                DIE,
                USB,
                START,
                SPL);
    }

    @Override
    public List<FaultKind> faults() {
        return Stream.concat(AllwinnerFault.KINDS.stream(), GadgetFault.KINDS.stream())
                .toList();
    }

    @Override
    public void check(BoardOptions options) {
        AllwinnerSoc soc = options.get(SOC);
        if (isSecure(options) && soc.smcProbe() == 0 && soc.sidBase() != 0x03006000L) {
            throw new IllegalArgumentException(
                    "the " + soc.name() + " has no secure boot in this model; leave out secure");
        }
    }

    private static boolean isSecure(BoardOptions options) {
        return options.get(SECURE).equals("yes");
    }

    @Override
    public AllwinnerBoard make(BoardOptions options, BoardParts parts) {
        return make(options, parts, (own, nand) -> own);
    }

    /**
     * Makes a board that runs something else than its own software.
     *
     * @param software gets what the board would run, and its NAND, if it has one
     */
    public AllwinnerBoard make(
            BoardOptions options,
            BoardParts parts,
            BiFunction<FirmwareSource, Optional<VirtualNand>, FirmwareSource> software) {
        BoardSettings settings = settings(options, parts);
        Optional<VirtualNand> nand = chip(options, settings.soc())
                .map(geometry -> new VirtualNand(geometry, parts.pages(), VirtualNand.SecondProgram.FAILS));
        UBootSettings uboot = uboot(options, parts, settings, nand.isPresent());
        FirmwareSource own = nand.<FirmwareSource>map(
                        chip -> new FadingFlash(new UBootSource(uboot, new NandDriver(chip)), chip, parts.faults()))
                .orElseGet(() -> new UBootSource(
                                uboot,
                                Optional.of(new BlockPartitions(parts.pages(), options.get(FastbootKind.PARTITIONS))))
                        .with(new StoredDisk(BLOCK, options.get(CARD) / BLOCK, parts.pages())));
        return new AllwinnerBoard(
                settings, software.apply(own, nand), nand, parts.faults(), parts.console(), PageArena.shared());
    }

    static BoardSettings settings(BoardOptions options, BoardParts parts) {
        AllwinnerSoc soc = options.get(SOC);
        FelStrap strap = options.get(FEL);
        return new BoardSettings(
                soc,
                options.find(SID).orElseGet(() -> ChipSid.of(soc, parts.seed())),
                options.get(DRAM).intValue(),
                isSecure(options),
                options.get(DIE).equals("2"),
                options.get(USB).equals("high"),
                strap.held(),
                strap.releasedAfter(),
                options.get(START),
                options.get(SPL),
                options.get(SPI));
    }

    static UBootSettings uboot(BoardOptions options, BoardParts parts, BoardSettings board, boolean hasNand) {
        UBootSettings build = hasNand ? UBootSettings.ntc() : UBootSettings.mainline();
        return build.idling(options.get(THEN).equals("fastboot") ? "fastboot usb 0" : "")
                .showing(options.get(FASTBOOT_SERIAL).on(board.soc(), board.sid()))
                .with(GadgetFaults.of(parts.faults()));
    }

    private static Optional<ChipGeometry> chip(BoardOptions options, AllwinnerSoc soc) {
        return options.find(FLASH)
                .orElseGet(() -> soc.id() == A13 ? Optional.of(ChipGeometry.TOSHIBA_512M_SLC) : Optional.empty());
    }

    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        if (!mode.equals("fel")) {
            return Optional.empty();
        }
        List<String> known = AllwinnerSoc.ALL.stream()
                .map(soc -> soc.name().toLowerCase(Locale.ROOT))
                .filter(name -> chips.isEmpty() || chips.contains(name))
                .toList();
        // The two whose real boards this model was measured against come first.
        return Stream.concat(Stream.of("a13", "h3").filter(known::contains), known.stream())
                .findFirst()
                .map(name ->
                        name() + ":soc=" + name + (name.equals("a13") ? ",flash=" + chipFor(bytes) : cardFor(bytes)));
    }

    private static String chipFor(long bytes) {
        return (bytes > MOST_OF_512M ? ChipGeometry.TOSHIBA_4G_MLC : ChipGeometry.TOSHIBA_512M_SLC).name();
    }

    /** The usual card, or one that holds so much. */
    private static String cardFor(long bytes) {
        return bytes > USUAL_CARD ? ",card=" + (bytes + MIB - 1) / MIB * MIB : "";
    }

    @Override
    public Map<String, String> holding(Set<String> partitions, long bytes) {
        Map<String, String> keys = new TreeMap<>(FastbootKind.partitionsFor(partitions, bytes));
        if (partitions.contains(SpiWiring.MEDIUM)) {
            keys.put(SPI.name(), SpiChip.holding(bytes).label());
        }
        return keys;
    }

    @Override
    public Optional<BoardIds> ids() {
        return Optional.of(new BoardIds(
                IDS, SID.name(), id -> id.substring("sid:".length()).replace('-', ':')));
    }

    @Override
    public Path writeImage(BoardOptions options, SampleImage image, Path folder, long seed) throws IOException {
        NandGeometry nand =
                chip(options, options.get(SOC)).map(AllwinnerKind::geometry).orElse(SampleImages.USUAL_NAND);
        return SampleImages.write(image, nand, folder, seed);
    }

    private static NandGeometry geometry(ChipGeometry chip) {
        return new NandGeometry(chip.blockSize(), chip.pageSize(), chip.oobSize());
    }

    @Override
    public boolean writeImages(BoardOptions options, Path folder, long bytes, long seed) throws IOException {
        Optional<ChipGeometry> chip = chip(options, options.get(SOC));
        if (chip.isEmpty()) {
            SampleImages.uboot(folder, seed);
        } else {
            SampleImages.chip(folder, geometry(chip.get()), bytes, seed);
        }
        return true;
    }

    private static AllwinnerSoc soc(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        String real = name.equals("r8") || name.equals("gr8") ? "a13" : name;
        return AllwinnerSoc.ofName(real)
                .orElseThrow(() -> new IllegalArgumentException("no SoC is called '" + name + "'; there are: "
                        + String.join(
                                ", ",
                                AllwinnerSoc.ALL.stream()
                                        .map(soc -> soc.name().toLowerCase(Locale.ROOT))
                                        .toList())));
    }

    private static SpiChip spi(String text) {
        return SpiChip.ofLabel(text).orElseThrow(() -> new IllegalArgumentException("there are: " + SpiChip.labels()));
    }

    private static Optional<ChipGeometry> flash(String text) {
        if (text.equals("none")) {
            return Optional.empty();
        }
        Optional<ChipGeometry> chip = CHIPS.stream()
                .filter(each -> each.name().equalsIgnoreCase(text))
                .findFirst();
        if (chip.isEmpty()) {
            throw new IllegalArgumentException("no flash chip is called '" + text + "'; there are: none, "
                    + String.join(", ", CHIPS.stream().map(ChipGeometry::name).toList()));
        }
        return chip;
    }
}
