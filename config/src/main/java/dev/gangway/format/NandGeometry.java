package dev.gangway.format;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes of a raw NAND, in bytes. Files for one are named with them: {@code spl-400000-4000-680.bin}.
 *
 * @param eraseSize erase block without OOB
 * @param pageSize page without OOB
 * @param oobSize spare bytes of a page
 */
public record NandGeometry(int eraseSize, int pageSize, int oobSize) {
    private static final Pattern NAME =
            Pattern.compile("(?:.*[^0-9a-fA-F])?([0-9a-fA-F]{4,8})-([0-9a-fA-F]{3,6})-([0-9a-fA-F]{1,4})(?:\\..*)?");
    private static final int LARGEST_BLOCK = 64 << 20;

    /** Checks the sizes; throws {@link IllegalArgumentException} saying what is wrong. */
    public NandGeometry {
        if (pageSize < 512 || eraseSize < pageSize || eraseSize > LARGEST_BLOCK || eraseSize % pageSize != 0) {
            throw new IllegalArgumentException(
                    "a NAND's erase block is 512 bytes to 64 MiB and a multiple of its page: " + eraseSize + ", "
                            + pageSize);
        }
        if (oobSize < 2 || oobSize > pageSize) {
            throw new IllegalArgumentException("a NAND's OOB has 2 bytes up to a page: " + oobSize);
        }
        if (pageSize + oobSize < SplPages.CODED) {
            throw new IllegalArgumentException("pages of " + pageSize + " bytes are too small");
        }
    }

    /** The sizes that a file's name carries, as in {@code spl-400000-4000-680.bin}. */
    public static Optional<NandGeometry> ofFileName(String name) {
        Matcher sizes = NAME.matcher(name);
        if (!sizes.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new NandGeometry(
                    Integer.parseInt(sizes.group(1), 16),
                    Integer.parseInt(sizes.group(2), 16),
                    Integer.parseInt(sizes.group(3), 16)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Pages of an erase block. */
    public int pagesPerBlock() {
        return eraseSize / pageSize;
    }

    /** Bytes of a page with its OOB. */
    public int rawPageSize() {
        return pageSize + oobSize;
    }

    /** The form that file names carry: hex without prefix. */
    @Override
    public String toString() {
        return String.format("%x-%x-%x", eraseSize, pageSize, oobSize);
    }
}
