package dev.gangway.virtual.uboot;

import dev.gangway.format.FormatException;
import dev.gangway.format.LegacyImage;
import dev.gangway.format.SplPages;
import dev.gangway.virtual.nand.ChipGeometry;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.NandException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Whether a NAND's U-Boot comes to run: the boot ROM decodes one copy of the SPL, and U-Boot is intact (allwinner-nand-chip.md 4, 6).
 * What lies behind is U-Boot's to find, by its {@code bootcmd}.
 */
final class MediumCheck {
    private static final long SPL_BACKUP = 0x400000;
    private static final long UBOOT = 0x800000;

    private MediumCheck() {}

    /** What hinders U-Boot; nothing if it runs. */
    static Optional<String> problem(NandDriver nand, List<UBootBinary.Expected> expected) {
        if (!splDecodes(nand, 0) && !splDecodes(nand, SPL_BACKUP)) {
            return Optional.of("no copy of the SPL decodes");
        }
        return uboot(nand, expected);
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
}
