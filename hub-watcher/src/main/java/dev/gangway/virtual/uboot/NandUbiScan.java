package dev.gangway.virtual.uboot;

import dev.gangway.virtual.nand.ChipGeometry;
import dev.gangway.virtual.nand.MtdParts;
import dev.gangway.virtual.nand.NandException;
import dev.gangway.virtual.nand.VirtualNand;
import dev.gangway.virtual.ubifs.LogicalBlocks;
import dev.gangway.virtual.ubifs.UbifsException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Attaches UBI as the board does, from the chip (allwinner-nand-chip.md 5). Stricter than the real one in one point: any
 * damaged erase block ends it, since on a freshly flashed board that is a defect.
 */
final class NandUbiScan {
    private static final int EC_MAGIC = 0x55424923; // "UBI#"
    private static final int VID_MAGIC = 0x55424921; // "UBI!"
    private static final int LAYOUT_VOLUME = 0x7FFFEFFF;
    private static final int RECORD = 172;
    private static final int RECORDS = 128;

    private final VirtualNand chip;
    private final ChipGeometry geometry;
    private final Map<Long, Place> blocks = new HashMap<>();
    private final Map<Integer, String> volumes = new HashMap<>();
    private int sequence;
    private boolean any;
    private Optional<String> problem = Optional.empty();

    /** Where a logical block's data lies. */
    private record Place(long block, int dataOffset, boolean paired) {}

    private NandUbiScan(VirtualNand chip) {
        this.chip = chip;
        this.geometry = chip.geometry();
    }

    /** Scans a partition. */
    static NandUbiScan of(VirtualNand chip, MtdParts.Partition partition) {
        NandUbiScan scan = new NandUbiScan(chip);
        long first = partition.offset() / scan.geometry.blockSize();
        long end = (partition.offset() + partition.size()) / scan.geometry.blockSize();
        for (long block = first; block < end && scan.problem.isEmpty(); block++) {
            if (!chip.isMarked((int) block)) {
                try {
                    scan.block(block);
                } catch (NandException e) {
                    scan.problem = Optional.of("block " + block + ": " + e.getMessage());
                }
            }
        }
        return scan;
    }

    /** What hinders attaching; empty if nothing does. A partition of erased blocks attaches, without volumes. */
    Optional<String> problem() {
        if (problem.isEmpty() && any && volumes.isEmpty()) {
            return Optional.of("no valid volume table");
        }
        return problem;
    }

    /** The blocks of the volume of this name; empty when there is none, or none of its blocks. */
    Optional<LogicalBlocks> volume(String name) {
        return problem().isPresent()
                ? Optional.empty()
                : volumes.entrySet().stream()
                        .filter(each -> each.getValue().equals(name))
                        .filter(each -> blocks.containsKey(key(each.getKey(), 0)))
                        .map(each -> new Volume(each.getKey()))
                        .map(LogicalBlocks.class::cast)
                        .findFirst();
    }

    private final class Volume implements LogicalBlocks {
        private final int number;
        private final int size;

        Volume(int number) {
            this.number = number;
            Place first = Objects.requireNonNull(blocks.get(key(number, 0)));
            this.size = geometry.blockSize() / (first.paired() ? 2 : 1) - first.dataOffset();
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public void read(int block, int offset, ByteBuffer into) throws UbifsException {
            Place place = blocks.get(key(number, block));
            if (place == null) {
                while (into.hasRemaining()) {
                    into.put((byte) 0xff);
                }
                return;
            }
            try {
                into.put(bytes(place.block(), place.dataOffset() + offset, into.remaining(), place.paired()));
            } catch (NandException e) {
                throw new UbifsException("LEB " + block + " cannot be read: " + e.getMessage());
            }
        }
    }

    private void block(long block) throws NandException {
        ByteBuffer ec = page(block, 0);
        if (ec.getInt(0) == -1) {
            return;
        }
        if (ec.getInt(0) != EC_MAGIC || crc(ec, 0, 60) != ec.getInt(60)) {
            problem = Optional.of("block " + block + " has no valid erase counter header");
            return;
        }
        if (any && ec.getInt(24) != sequence) {
            problem = Optional.of("block " + block + " belongs to another image");
            return;
        }
        any = true;
        sequence = ec.getInt(24);
        int vidOffset = ec.getInt(16);
        int dataOffset = ec.getInt(20);
        if (vidOffset < 64 || dataOffset <= vidOffset || dataOffset + 64 > geometry.blockSize()) {
            problem = Optional.of("block " + block + " names impossible offsets");
            return;
        }
        // Page 1 is the second page either way; whether page 2 was left out tells the pairing.
        boolean paired = vidOffset >= geometry.pageSize()
                && starts(block, vidOffset, true)
                && (!starts(block, vidOffset, false) || page(block, 2).getInt(0) == -1);
        ByteBuffer vid = bytes(block, vidOffset, 64, paired);
        if (vid.getInt(0) == -1) {
            return;
        }
        if (vid.getInt(0) != VID_MAGIC || crc(vid, 0, 60) != vid.getInt(60)) {
            problem = Optional.of("block " + block + " has no valid volume header");
            return;
        }
        int volume = vid.getInt(8);
        int number = vid.getInt(12);
        if (blocks.put(key(volume, number), new Place(block, dataOffset, paired)) != null) {
            problem = Optional.of("block " + block + " repeats block " + number + " of volume " + volume);
            return;
        }
        if (vid.get(5) == 2) {
            checkStatic(block, vid, dataOffset, paired);
        }
        if (volume == LAYOUT_VOLUME) {
            volumeTable(bytes(block, dataOffset, RECORD * RECORDS, paired));
        }
    }

    private void checkStatic(long block, ByteBuffer vid, int dataOffset, boolean paired) throws NandException {
        int length = vid.getInt(20);
        if (length < 0
                || length > geometry.blockSize() - dataOffset
                || crc(bytes(block, dataOffset, length, paired), 0, length) != vid.getInt(32)) {
            problem = Optional.of("block " + block + " has damaged data");
        }
    }

    private void volumeTable(ByteBuffer table) {
        for (int i = 0; i < RECORDS; i++) {
            int at = i * RECORD;
            if (crc(table, at, 168) != table.getInt(at + 168)) {
                if (i == 0) {
                    problem = Optional.of("the volume table is damaged");
                }
                return; // a small block holds fewer records
            }
            int length = table.getShort(at + 14) & 0xFFFF;
            if (table.getInt(at) == 0 || length == 0 || length > 127) {
                continue;
            }
            if (table.get(at + 13) != 0) {
                problem = Optional.of("volume " + i + " was being updated when it was interrupted");
                return;
            }
            volumes.put(
                    i,
                    StandardCharsets.US_ASCII
                            .decode(table.slice(at + 16, length))
                            .toString());
        }
    }

    private boolean starts(long block, int vidOffset, boolean paired) throws NandException {
        return bytes(block, vidOffset, 4, paired).getInt(0) == VID_MAGIC;
    }

    /** Bytes of an erase block; in SLC emulation logical page k lies in the k-th page of group 0: 0, 1, 3, 5 … */
    private ByteBuffer bytes(long block, int offset, int length, boolean paired) throws NandException {
        int available = Math.min(length, geometry.blockSize() / (paired ? 2 : 1) - offset);
        ByteBuffer out = ByteBuffer.allocate(length);
        while (out.position() < available) {
            int at = offset + out.position();
            int logical = at / geometry.pageSize();
            int from = at % geometry.pageSize();
            int physical = paired && logical > 0 ? 2 * logical - 1 : logical;
            out.put(page(block, physical)
                    .position(from)
                    .limit(from + Math.min(geometry.pageSize() - from, available - out.position())));
        }
        return out.clear();
    }

    private ByteBuffer page(long block, int page) throws NandException {
        ByteBuffer out = ByteBuffer.allocate(geometry.pageSize());
        chip.read(block * geometry.pagesPerBlock() + page, out);
        return out.flip();
    }

    private static long key(int volume, int number) {
        return (long) volume << 32 | Integer.toUnsignedLong(number);
    }

    /** UBI's CRC is CRC-32 without the final inversion. */
    private static int crc(ByteBuffer bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes.slice(from, length));
        return ~(int) crc.getValue();
    }
}
