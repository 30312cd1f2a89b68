package dev.gangway.virtual.rockchip;

import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Boards with Rockchip chips and an eMMC, as they come from the factory: empty, so that the boot ROM waits for USB. */
public final class RockchipKind implements BoardKind {
    private static final BoardOption<String> SERIAL = BoardOption.serial();
    private static final BoardOption<String> SOC =
            BoardOption.choice("soc", "its chip", RockchipSoc.RK3399.code(), others());
    private static final BoardOption<Long> SIZE = BoardOption.of(
                    "size", "SIZE", "its eMMC, with k, M or G", RockchipKind::size)
            .orElse("1G");
    private static final BoardOption<String> STARTS =
            BoardOption.choice("starts", "in which it comes up while nothing is on its eMMC", "maskrom", "loader");
    private static final BoardOption<String> PLUG = BoardOption.choice(
            "plug", "what the code that it is given over USB looks like on the bus", "maskrom", "loader");
    private static final BoardOption<String> PACE =
            BoardOption.choice("pace", "whether its eMMC takes the time of a real one", "real", "none");

    private static final long EMMC_SPEED = 40_000_000;
    private static final int MEMORY_PART = 62 * 1024;
    private static final int PLUG_PART = 75 * 1024;
    private static final int ID_BLOCK_SIZE = 150_000;

    private static String[] others() {
        return RockchipSoc.names().stream()
                .filter(name -> !name.equals(RockchipSoc.RK3399.code()))
                .toArray(String[]::new);
    }

    private static long size(String text) {
        long size = BoardOption.size(text);
        if (size < 1 << 20 || size > 64L << 30 || size % (1 << 14) != 0) {
            throw new IllegalArgumentException("1M to 64G is possible, in steps of 16k");
        }
        return size;
    }

    @Override
    public String name() {
        return "rockchip";
    }

    @Override
    public String title() {
        return "a board with a Rockchip chip and an empty eMMC, in its boot ROM";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(SOC, SIZE, SERIAL, STARTS, PLUG, PACE);
    }

    @Override
    public List<FaultKind> faults() {
        return RockchipFault.KINDS;
    }

    @Override
    public RockchipBoard make(BoardOptions options, BoardParts parts) {
        return new RockchipBoard(
                new RockchipBoard.Settings(
                        RockchipSoc.named(options.get(SOC)),
                        BoardOption.shownSerial(
                                options.get(SERIAL),
                                String.format(Locale.ROOT, "RK%010x", parts.seed() & 0xff_ffff_ffffL)),
                        options.get(SIZE),
                        options.get(STARTS).equals("loader"),
                        options.get(PLUG).equals("maskrom"),
                        options.get(PACE).equals("real") ? EMMC_SPEED : 0),
                parts);
    }

    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        if (!mode.equals("maskrom") && !mode.equals("rockusb")) {
            return Optional.empty();
        }
        Optional<String> soc = RockchipSoc.names().stream()
                .filter(name -> chips.isEmpty() || chips.contains(name))
                .findFirst();
        String starts = mode.equals("maskrom") ? "maskrom" : "loader";
        return soc.map(name -> "rockchip:soc=" + name + ",starts=" + starts + ",pace=none");
    }

    /** The files of the recipe that is shipped for an RK3399. */
    @Override
    public boolean writeImages(BoardOptions options, Path folder, long bytes, long seed) throws IOException {
        RockchipSoc soc = RockchipSoc.named(options.get(SOC));
        SplittableRandom random = new SplittableRandom(seed);
        byte[] first = new byte[ID_BLOCK_SIZE];
        random.nextBytes(first);
        System.arraycopy(RockchipBoard.idBlock(soc), 0, first, 0, 4);
        byte[] second = new byte[(int) Math.max(1 << 19, Math.min(bytes, 8 << 20))];
        random.nextBytes(second);
        Files.createDirectories(folder);
        Files.write(folder.resolve("loader.bin"), SampleLoader.make(soc.code(), MEMORY_PART, PLUG_PART, 1, seed));
        Files.write(folder.resolve("idbloader.img"), first);
        Files.write(folder.resolve("u-boot.itb"), second);
        return true;
    }
}
