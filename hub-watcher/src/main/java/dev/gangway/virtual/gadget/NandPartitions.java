package dev.gangway.virtual.gadget;

import dev.gangway.virtual.nand.ChipGeometry;
import dev.gangway.virtual.nand.MtdParts;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.NandException;
import java.time.Duration;
import java.util.function.Supplier;

/** U-Boot's fastboot on raw NAND, with the partitions that {@code mtdparts} names at that moment (fastboot.md 4). */
public final class NandPartitions implements PartitionStore {
    private static final String NO_PLACE = "invalid NAND device"; // every look-up error is overwritten by this one
    private static final String NOT_WRITTEN = "error writing the image";
    private static final Duration PROGRAM = Duration.ofMillis(10); // a page: 28 MiB in 18 s were measured

    private final NandDriver nand;
    private final ChipGeometry geometry;
    private final Supplier<String> mtdparts;
    private final boolean offsetsOf32Bit;

    /**
     * Partitions of this chip.
     *
     * @param mtdparts the text that is valid now
     * @param dialect NTC's build raw-writes {@code spl*} and wraps offsets at 4 GiB
     */
    public NandPartitions(NandDriver nand, Supplier<String> mtdparts, Dialect dialect) {
        this.nand = nand;
        this.geometry = nand.chip().geometry();
        this.mtdparts = mtdparts;
        this.offsetsOf32Bit = dialect == Dialect.NTC_2016;
    }

    @Override
    public int granule() {
        return geometry.pageSize();
    }

    @Override
    public long size(String partition) throws StoreException {
        return find(partition).size();
    }

    @Override
    public void erase(String partition) throws StoreException {
        MtdParts.Partition place = find(partition);
        try {
            nand.erase(place.offset(), place.size(), false);
        } catch (NandException e) {
            throw new StoreException("failed erasing from device");
        }
    }

    @Override
    public void writeImage(String partition, long length, Source source) throws StoreException {
        MtdParts.Partition place = find(partition);
        try {
            if (offsetsOf32Bit && (partition.equals("spl") || partition.equals("spl-backup"))) {
                if (length % geometry.rawPage() != 0
                        || length / geometry.rawPage() > place.size() / geometry.pageSize()) {
                    throw new StoreException(NOT_WRITTEN);
                }
                nand.writeRaw(place.offset(), length / geometry.rawPage(), source::fill);
            } else {
                nand.write(place.offset(), length, place.size(), true, source::fill);
            }
        } catch (NandException e) {
            throw new StoreException(NOT_WRITTEN);
        }
    }

    @Override
    public long write(String partition, long offset, long length, Source source) throws StoreException {
        MtdParts.Partition place = find(partition);
        try {
            return nand.write(at(place, offset), length, place.size() - offset, true, source::fill);
        } catch (NandException e) {
            throw new StoreException(NOT_WRITTEN);
        }
    }

    @Override
    public long skip(String partition, long offset, long length) throws StoreException {
        try {
            return nand.reserve(at(find(partition), offset), length);
        } catch (NandException e) {
            throw new StoreException(NOT_WRITTEN);
        }
    }

    @Override
    public String sparseError(String complaint) {
        return NOT_WRITTEN;
    }

    @Override
    public Duration writeTime(long bytes) {
        return PROGRAM.multipliedBy(bytes / geometry.pageSize());
    }

    /** NTC's build computes in 32 bits: an image reaching past 4 GiB comes back to the chip's start. */
    private long at(MtdParts.Partition place, long offset) {
        long at = place.offset() + offset;
        return offsetsOf32Bit ? at & 0xFFFFFFFFL : at;
    }

    private MtdParts.Partition find(String partition) throws StoreException {
        return MtdParts.parse(mtdparts.get(), geometry)
                .flatMap(map -> map.find(partition))
                .orElseThrow(() -> new StoreException(NO_PLACE));
    }
}
