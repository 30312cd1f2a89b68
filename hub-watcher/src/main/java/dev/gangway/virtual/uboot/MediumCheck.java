package dev.gangway.virtual.uboot;

import dev.gangway.format.FormatException;
import dev.gangway.format.LegacyImage;
import dev.gangway.format.SplPages;
import dev.gangway.virtual.nand.ChipGeometry;
import dev.gangway.virtual.nand.MtdParts;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.NandException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Whether a NAND boots: the boot ROM decodes one copy of the SPL, U-Boot is intact, and UBI attaches with a volume in it
 * (allwinner-nand-chip.md 6).
 */
final class MediumCheck {
    private static final long SPL_BACKUP = 0x400000;
    private static final long UBOOT = 0x800000;
    private static final String LAYOUT = "mtdparts=sunxi-nand.0:4m(spl),4m(spl-backup),4m(uboot),4m(env),-(UBI)";

    private MediumCheck() {}

    /** What hinders booting; nothing if it boots. */
    static Optional<String> problem(NandDriver nand, List<UBootBinary.Expected> expected) {
        if (!splDecodes(nand, 0) && !splDecodes(nand, SPL_BACKUP)) {
            return Optional.of("no copy of the SPL decodes");
        }
        Optional<String> uboot = uboot(nand, expected);
        return uboot.isPresent() ? uboot : ubi(nand);
    }

    private static boolean splDecodes(NandDriver nand, long offset) {
        ChipGeometry geometry = nand.chip().geometry();
        long first = offset / geometry.pageSize();
        ByteBuffer raw = ByteBuffer.allocate(geometry.rawPage());
        try {
            SplPages.decode(
                    (at, into) -> {
                        try {
                            nand.chip().readRaw(first + at / geometry.rawPage(), raw.clear());
                        } catch (NandException e) {
                            throw new FormatException(String.valueOf(e.getMessage()));
                        }
                        int from = (int) (at % geometry.rawPage());
                        into.put(raw.flip().slice(from, into.remaining()));
                    },
                    geometry.rawPage(),
                    geometry.pagesPerBlock());
            return true;
        } catch (FormatException e) {
            return false;
        }
    }

    private static Optional<String> uboot(NandDriver nand, List<UBootBinary.Expected> expected) {
        ByteBuffer bytes = ByteBuffer.allocate(UBootBinary.LONGEST);
        try {
            nand.read(UBOOT, bytes.capacity(), bytes::put);
        } catch (NandException e) {
            return Optional.of("U-Boot cannot be read: " + e.getMessage());
        }
        bytes.flip();
        if (!LegacyImage.startsLikeOne(bytes)) {
            return UBootBinary.problem(bytes, expected).map(problem -> "U-Boot: " + problem);
        }
        try {
            LegacyImage.parse(bytes);
            return Optional.empty();
        } catch (FormatException e) {
            return Optional.of("U-Boot: " + e.getMessage());
        }
    }

    private static Optional<String> ubi(NandDriver nand) {
        Environment environment = new Environment();
        environment.load(nand);
        String layout = environment.has("mtdparts") ? environment.get("mtdparts") : LAYOUT;
        Optional<MtdParts.Partition> partition =
                MtdParts.parse(layout, nand.chip().geometry()).flatMap(map -> map.find("UBI"));
        if (partition.isEmpty()) {
            return Optional.of("no partition UBI in " + layout);
        }
        NandUbiScan scan = NandUbiScan.of(nand.chip(), partition.get());
        if (scan.problem().isPresent()) {
            return Optional.of("UBI: " + scan.problem().get());
        }
        return scan.hasContent() ? Optional.empty() : Optional.of("UBI holds no volume");
    }
}
