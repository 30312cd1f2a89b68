package dev.gangway.disk;

import java.util.Locale;

/**
 * What a disk says of itself.
 *
 * @param unit its number among the disks of its device
 * @param vendor of INQUIRY
 * @param product of INQUIRY
 * @param revision of INQUIRY
 * @param serial of its page of product data; empty where it has none
 * @param blocks how many it has
 * @param blockSize bytes of each
 * @param removable whether its medium can be taken out
 * @param writeProtected whether it says that it can't be written
 */
public record DiskFacts(
        int unit,
        String vendor,
        String product,
        String revision,
        String serial,
        long blocks,
        int blockSize,
        boolean removable,
        boolean writeProtected) {
    /** Bytes in all. */
    public long bytes() {
        return blocks * blockSize;
    }

    /** One line for people. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "unit %d: %s %s %s, %d blocks of %d bytes (%.1f MiB)%s%s",
                unit,
                vendor,
                product,
                revision,
                blocks,
                blockSize,
                bytes() / 1048576.0,
                removable ? ", removable" : "",
                writeProtected ? ", write-protected" : "");
    }
}
