package dev.gangway.virtual.dfu;

import dev.gangway.virtual.dfu.NorFlash.Bank;
import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import dev.gangway.virtual.spark.AirKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Spark Cores, held in their boot loader by their MODE button (the project's DFU dossier, section 8): 128 KiB in the chip,
 * of which the loader's 20 are read-only, and 2 MiB beside it.
 */
public final class SparkCoreKind implements BoardKind {
    private static final BoardOption<String> SERIAL = BoardOption.serial();
    private static final BoardOption<String> KEY = BoardOption.choice(
            "key",
            "what lies at 0x2000: nothing, or the key that a spark-cloud board of the same seed has",
            "none",
            "made");
    private static final int KEY_AT = 0x2000;
    private static final long CHIP = 0x08000000L;
    private static final long APPLICATION = 0x08005000L;
    private static final int KIB = 1024;
    private static final int LOADER_PAGES = 20;
    private static final int PAGES = 128;
    private static final int FIRMWARE = 70 * KIB;
    private static final int LARGEST_DATA = 0x180000;

    @Override
    public String name() {
        return "spark-core";
    }

    @Override
    public String title() {
        return "a Spark Core in its DfuSe boot loader";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(SERIAL, FlashBoards.PACE, KEY);
    }

    @Override
    public List<FaultKind> faults() {
        return DfuFault.KINDS;
    }

    @Override
    public DfuBoard make(BoardOptions options, BoardParts parts) {
        String serial = BoardOption.shownSerial(
                options.get(SERIAL), String.format(Locale.ROOT, "8D70%08X", parts.seed() & 0xffffffffL));
        String pace = options.get(FlashBoards.PACE);
        LoaderLook look = new LoaderLook(
                0x1d50,
                0x607f,
                "Spark Devices",
                "CORE DFU",
                serial.isEmpty() ? null : serial,
                List.of("@Internal Flash   /0x08000000/20*001Ka,108*001Kg", "@SPI Flash : SST25x/0x00000000/512*004Kg"),
                LoaderLook.CAN_DOWNLOAD | LoaderLook.CAN_UPLOAD | LoaderLook.DETACHES_ITSELF,
                255,
                KIB,
                0x011a,
                LoaderLook.Descriptor.FULL);
        NorFlash chip = new NorFlash(
                CHIP,
                List.of(new Bank(KIB, LOADER_PAGES, false), new Bank(KIB, PAGES - LOADER_PAGES, true)),
                FlashBoards.paced(pace, 50),
                FlashBoards.paced(pace, 50),
                parts.pages());
        NorFlash beside = new NorFlash(
                0,
                List.of(new Bank(4 * KIB, 512, true)),
                FlashBoards.paced(pace, 20),
                FlashBoards.paced(pace, 30),
                parts.pages());
        if (options.get(KEY).equals("made")) {
            beside.program(KEY_AT, AirKeys.stored(AirKeys.made(parts.seed())));
        }
        return new FlashBoards(
                        look, List.of(chip, beside), APPLICATION, 0x607d, BoardLoader.Farewell.GOES_WITHOUT_A_WORD)
                .board("spark-core", parts);
    }

    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        boolean wanted = chips.contains(name()) || chips.contains("1d50:607f");
        return mode.equals("dfu") && wanted ? Optional.of(name() + ":pace=none") : Optional.empty();
    }

    /** The files of the recipe that is shipped for it. */
    @Override
    public boolean writeImages(BoardOptions options, Path folder, long bytes, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] firmware = new byte[FIRMWARE];
        random.nextBytes(firmware);
        ByteBuffer.wrap(firmware)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x20005000)
                .putInt((int) APPLICATION + 0x101);
        byte[] data = new byte[(int) Math.min(bytes, LARGEST_DATA)];
        random.nextBytes(data);
        byte[] key = new byte[294];
        random.nextBytes(key);
        Files.createDirectories(folder);
        Files.write(folder.resolve("firmware.bin"), firmware);
        Files.write(folder.resolve("factory.bin"), firmware);
        Files.write(folder.resolve("data.bin"), data);
        Files.write(folder.resolve("server_public_key.der"), key);
        return true;
    }
}
