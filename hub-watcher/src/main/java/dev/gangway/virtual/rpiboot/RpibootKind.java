package dev.gangway.virtual.rpiboot;

import dev.gangway.virtual.disk.DiskFault;
import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.Dialect;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.FastbootKind;
import dev.gangway.virtual.gadget.GadgetFaults;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Raspberry Pis that boot over USB, and are fastboot gadgets or disks once they have their files. */
public final class RpibootKind implements BoardKind {
    private static final BoardOption<String> SERIAL = BoardOption.serial();
    private static final BoardOption<String> SOC =
            BoardOption.choice("soc", "its chip", PiSoc.BCM2711.code(), others());
    private static final BoardOption<Map<String, Long>> PARTITIONS = new BoardOption<>(
            FastbootKind.PARTITIONS.name(),
            FastbootKind.PARTITIONS.form(),
            "the partitions that its gadget offers; the first is the disk",
            "mmcblk0:4G",
            FastbootKind.PARTITIONS.parse());

    private static final int LARGEST_IMAGE = 2 << 20;

    private static String[] others() {
        return Arrays.stream(PiSoc.values())
                .filter(soc -> soc != PiSoc.BCM2711)
                .map(PiSoc::code)
                .toArray(String[]::new);
    }

    @Override
    public String name() {
        return "rpiboot";
    }

    @Override
    public String title() {
        return "a Raspberry Pi that boots over USB and is a fastboot gadget or a disk then, as its files say";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(SOC, SERIAL, PARTITIONS);
    }

    @Override
    public List<FaultKind> faults() {
        return Stream.concat(RpibootFault.KINDS.stream(), DiskFault.KINDS.stream())
                .toList();
    }

    @Override
    public RpibootBoard make(BoardOptions options, BoardParts parts) {
        String serial = BoardOption.shownSerial(
                options.get(SERIAL), String.format(Locale.ROOT, "%08x", parts.seed() & 0xffff_ffffL));
        BlockPartitions emmc = new BlockPartitions(parts.pages(), options.get(PARTITIONS));
        FastbootBoard gadget = new FastbootBoard(
                serial,
                Map.of("board", "raspberrypi"),
                Dialect.AOSP,
                32 << 20,
                emmc,
                parts.pages(),
                GadgetFaults.of(parts.faults()),
                0);
        PiDisk disk = new PiDisk(serial, emmc, emmc.names().get(0), parts);
        return new RpibootBoard(PiSoc.named(options.get(SOC)), serial, gadget, disk, parts);
    }

    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        if (!mode.equals("rpiboot")) {
            return Optional.empty();
        }
        return Arrays.stream(PiSoc.values())
                .map(PiSoc::code)
                .filter(code -> chips.isEmpty() || chips.contains(code))
                .findFirst()
                .map(code -> "rpiboot:soc=" + code);
    }

    /** The files of the recipes that are shipped for such boards, in the folders that they have in Raspberry Pi's own archive. */
    @Override
    public boolean writeImages(BoardOptions options, Path folder, long bytes, long seed) throws IOException {
        int size = (int) Math.max(1 << 16, Math.min(bytes, LARGEST_IMAGE));
        byte[] system = new byte[size];
        new SplittableRandom(seed).nextBytes(system);
        Path disk = Files.createDirectories(folder.resolve("mass-storage-gadget64"));
        write(folder, SampleBootFiles.files(200_000, seed));
        write(disk, SampleBootFiles.filesForDisk(200_000, seed));
        Files.write(folder.resolve("system.img"), system);
        return true;
    }

    private static void write(Path folder, Map<String, byte[]> files) throws IOException {
        Files.write(folder.resolve("bootfiles.bin"), SampleBootFiles.archive(SampleBootFiles.inFolders(files)));
    }
}
