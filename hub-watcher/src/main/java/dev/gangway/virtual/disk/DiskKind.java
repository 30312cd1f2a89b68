package dev.gangway.virtual.disk;

import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Boards that show a disk, as U-Boot's {@code ums} and Linux' mass-storage gadget do. */
public final class DiskKind implements BoardKind {
    private static final long LARGEST = 64L << 30;
    private static final int LARGEST_BLOCK = 4096;
    private static final int SMALLEST_BLOCK = 512;
    private static final long ROUND = 1 << 20;

    private static final BoardOption<String> SERIAL = BoardOption.serial();
    private static final BoardOption<Integer> ID = BoardOption.usbId("its USB id", "0525:a4a5");
    private static final BoardOption<Long> SIZE = BoardOption.of(
                    "size", "SIZE", "bytes of its medium, with k, M or G", DiskKind::size)
            .orElse("64M");
    private static final BoardOption<Long> REALLY = BoardOption.of(
            "really",
            "SIZE",
            "bytes that the medium has, when size= is a lie: behind them it begins again",
            DiskKind::size);
    private static final BoardOption<String> BLOCK =
            BoardOption.choice("block", "bytes of a block", "512", "1024", "2048", "4096");
    private static final BoardOption<Long> UNITS = BoardOption.number(
                    "units", "N", "how many logical units it has", 1, 15)
            .orElse("1");
    private static final BoardOption<Long> MEDIUM = BoardOption.number(
                    "medium", "UNIT", "the unit that has a medium", 0, 14)
            .orElse("0");
    private static final BoardOption<String> MEDIA =
            BoardOption.choice("media", "whether its medium can be ejected", "removable", "fixed");
    private static final BoardOption<String> EJECT = BoardOption.choice(
            "eject", "after an eject it stays without a medium, or leaves the bus", "stays", "leaves");

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public String title() {
        return "a board that shows a disk, as U-Boot's ums does";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(ID, SERIAL, SIZE, REALLY, BLOCK, UNITS, MEDIUM, MEDIA, EJECT);
    }

    @Override
    public List<FaultKind> faults() {
        return DiskFault.KINDS;
    }

    @Override
    public void check(BoardOptions options) {
        long size = options.get(SIZE);
        long really = options.find(REALLY).orElse(size);
        if (size % LARGEST_BLOCK != 0 || really % LARGEST_BLOCK != 0 || really > size) {
            throw new IllegalArgumentException(
                    "size= and really= are multiples of 4096, and really= is no larger than size=");
        }
        if (options.get(MEDIUM) >= options.get(UNITS)) {
            throw new IllegalArgumentException("medium= is one of the units, which count from 0");
        }
    }

    @Override
    public DiskBoard make(BoardOptions options, BoardParts parts) {
        String serial = BoardOption.shownSerial(
                options.get(SERIAL),
                String.format(Locale.ROOT, "%012X", 0xd15c00000000L | (parts.seed() & 0xffffffffL)));
        int block = Integer.parseInt(options.get(BLOCK));
        long size = options.get(SIZE);
        DiskLook look = new DiskLook(
                options.get(ID) >>> 16,
                options.get(ID) & 0xffff,
                "Gangway",
                "USB download gadget",
                serial,
                "Linux",
                "UMS disk 0",
                options.get(MEDIA).equals("removable"),
                options.get(UNITS).intValue(),
                options.get(MEDIUM).intValue());
        return new DiskBoard(
                look,
                new StoredDisk(block, size / block, options.find(REALLY).orElse(size), parts.pages()),
                options.get(EJECT).equals("leaves"),
                parts.faults(),
                parts.console());
    }

    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        if (!mode.equals("mass-storage")) {
            return Optional.empty();
        }
        String id = chips.stream()
                .filter(BoardOption::isUsbId)
                .findFirst()
                .or(() -> chips.contains("allwinner-ums") ? Optional.of("1f3a:1010") : Optional.empty())
                .map(chip -> ",id=" + chip)
                .orElse("");
        return Optional.of("disk:size=" + Math.max(16 * ROUND, (bytes + ROUND - 1) / ROUND * ROUND) + id);
    }

    private static long size(String text) {
        long size = BoardOption.size(text);
        if (size < SMALLEST_BLOCK || size > LARGEST) {
            throw new IllegalArgumentException("512 bytes to 64G are possible");
        }
        return size;
    }
}
