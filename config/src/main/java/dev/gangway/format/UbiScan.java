package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Collects the blocks of one UBI image and checks them against each other. One thread, one image. */
final class UbiScan {
    private static final int LAYOUT_VOLUME = 0x7fffefff;
    private static final int RECORD = 172;
    private static final int RECORDS = 128;
    private static final int NAME = 128;
    private static final int AUTORESIZE = 1;
    private static final int STATIC = 2;

    private final PageReader in;
    private final int pebSize;
    private final boolean partition;
    private final Map<Long, Leb> lebs = new HashMap<>();
    private UbiHeaders.@Nullable EcHeader first;
    private int pebs;
    private int free;
    private int erased;

    private record Leb(long block, UbiHeaders.VidHeader header) {}

    UbiScan(PageReader in, int pebSize, boolean partition) {
        this.in = in;
        this.pebSize = pebSize;
        this.partition = partition;
    }

    /** Takes the block at this offset in. */
    void add(long block) throws FormatException {
        if (partition && UbiHeaders.isErasedAt(in, block)) {
            erased++;
            return;
        }
        UbiHeaders.EcHeader ec = UbiHeaders.ec(in, block);
        if (first == null) {
            first = ec;
            if (ec.dataOffset() >= pebSize) {
                throw new FormatException(
                        "UBI: data begins at " + ec.dataOffset() + ", behind the erase block of " + pebSize + " bytes");
            }
        } else if (!first.equals(ec)) {
            throw new FormatException("UBI: the block at " + block + " has other offsets or another image sequence"
                    + " than the first one");
        }
        pebs++;
        // The VID header is in logical page 1 at most, which is at the same place with and without pairing.
        Optional<UbiHeaders.VidHeader> vid = UbiHeaders.vid(in, block + ec.vidOffset(), block);
        if (vid.isEmpty()) {
            free++;
            return;
        }
        UbiHeaders.VidHeader header = vid.get();
        if (header.leb() < 0) {
            throw new FormatException("UBI: bad logical block number in the block at " + block);
        }
        Leb other = lebs.putIfAbsent(key(header.volume(), header.leb()), new Leb(block, header));
        if (other != null) {
            throw new FormatException("UBI: the blocks at " + other.block + " and " + block + " are both logical block "
                    + header.leb() + " of volume " + header.volume());
        }
    }

    /** Checks the volume table and that all blocks fit it. */
    UbiImage finish() throws FormatException {
        UbiHeaders.EcHeader ec = first;
        Leb copy1 = lebs.get(key(LAYOUT_VOLUME, 0));
        Leb copy2 = lebs.get(key(LAYOUT_VOLUME, 1));
        if (ec == null || copy1 == null || copy2 == null) {
            throw new FormatException("UBI: the volume table or its copy is missing");
        }
        boolean paired = !isTable(copy1.block + ec.dataOffset());
        int lebSize = paired ? pairedLebSize(ec) : pebSize - ec.dataOffset();
        if (lebSize < RECORD) {
            throw new FormatException("UBI: logical blocks of " + lebSize + " bytes are too small");
        }
        int length = Math.min(RECORDS, lebSize / RECORD) * RECORD;
        ByteBuffer table = ByteBuffer.allocate(length);
        ByteBuffer second = ByteBuffer.allocate(length);
        data(copy1.block, paired).read(0, table);
        data(copy2.block, paired).read(0, second);
        if (!table.flip().equals(second.flip())) {
            throw new FormatException("UBI: the two copies of the volume table differ");
        }
        Map<Integer, Integer> mapped = new HashMap<>();
        for (Leb leb : lebs.values()) {
            mapped.merge(leb.header.volume(), 1, Integer::sum);
        }
        List<UbiVolume> volumes = new ArrayList<>();
        for (int id = 0; id < length / RECORD; id++) {
            Optional<UbiVolume> volume =
                    volume(id, table.slice(id * RECORD, RECORD), Objects.requireNonNullElse(mapped.remove(id), 0));
            if (volume.isPresent()) {
                volumes.add(volume.get());
            }
        }
        mapped.remove(LAYOUT_VOLUME);
        if (!mapped.isEmpty()) {
            throw new FormatException("UBI: blocks of volume " + mapped.keySet() + ", which the volume table lacks");
        }
        for (UbiVolume volume : volumes) {
            checkLebs(volume, lebSize, paired);
        }
        return new UbiImage(
                pebSize,
                paired,
                ec.vidOffset(),
                ec.dataOffset(),
                lebSize,
                ec.imageSequence(),
                pebs,
                free,
                erased,
                volumes);
    }

    private static long key(int volume, int leb) {
        return (long) volume << 32 | Integer.toUnsignedLong(leb);
    }

    private boolean isTable(long at) throws FormatException {
        if (at % pebSize + RECORD > pebSize) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.allocate(RECORD);
        in.read(at, bytes);
        return UbiHeaders.crc(bytes.slice(0, RECORD - 4)) == bytes.getInt(RECORD - 4);
    }

    private int pairedLebSize(UbiHeaders.EcHeader ec) throws FormatException {
        int page = ec.vidOffset();
        if (page < 512 || pebSize % (2 * page) != 0 || ec.dataOffset() != 2 * page) {
            throw new FormatException("UBI: the volume table is damaged");
        }
        return pebSize / 2 - ec.dataOffset();
    }

    /** The data of one block; offset 0 is its first byte. */
    private PageReader data(long block, boolean paired) {
        int dataOffset = Objects.requireNonNull(first).dataOffset();
        if (!paired) {
            return (offset, into) -> in.read(block + dataOffset + offset, into);
        }
        int page = Objects.requireNonNull(first).vidOffset();
        return (offset, into) -> {
            long at = dataOffset + offset;
            int end = into.limit();
            while (into.position() < end) {
                int within = (int) (at % page);
                int length = Math.min(end - into.position(), page - within);
                into.limit(into.position() + length);
                in.read(block + pairedPage(at / page) * page + within, into);
                at += length;
            }
            into.limit(end);
        };
    }

    /** Pairing "distance 3": group 0 is page 0 and then every odd page. */
    private static long pairedPage(long logical) {
        return logical == 0 ? 0 : 2 * logical - 1;
    }

    private static Optional<UbiVolume> volume(int id, ByteBuffer record, int lebs) throws FormatException {
        if (UbiHeaders.crc(record.slice(0, RECORD - 4)) != record.getInt(RECORD - 4)) {
            throw new FormatException("UBI: the CRC of volume table record " + id + " is wrong");
        }
        int reserved = record.getInt(0);
        if (reserved == 0) {
            if (lebs > 0) {
                throw new FormatException("UBI: blocks of volume " + id + ", which the volume table lacks");
            }
            return Optional.empty();
        }
        int type = record.get(12);
        int nameLength = Short.toUnsignedInt(record.getShort(14));
        if (reserved < 0 || (type != 1 && type != STATIC) || nameLength == 0 || nameLength >= NAME) {
            throw new FormatException("UBI: volume table record " + id + " makes no sense");
        }
        if (record.get(13) != 0) {
            throw new FormatException("UBI: an update of volume " + id + " was interrupted");
        }
        byte[] name = new byte[nameLength];
        record.get(16, name);
        String text = new String(name, StandardCharsets.US_ASCII).replaceAll("[^ -~]", "?");
        boolean autoresize = (record.get(144) & AUTORESIZE) != 0;
        return Optional.of(new UbiVolume(
                id, text, reserved, record.getInt(4), record.getInt(8), type == STATIC, autoresize, lebs));
    }

    private void checkLebs(UbiVolume volume, int lebSize, boolean paired) throws FormatException {
        int seen = 0;
        int usable = lebSize - volume.dataPad();
        for (int number = 0; number < volume.reservedPebs() && seen < volume.lebs(); number++) {
            Leb leb = lebs.get(key(volume.id(), number));
            if (leb == null) {
                if (volume.isStatic()) {
                    throw new FormatException("UBI: static volume " + volume.name() + " lacks block " + number);
                }
                continue;
            }
            seen++;
            UbiHeaders.VidHeader header = leb.header;
            if (header.isStatic() != volume.isStatic() || header.dataPad() != volume.dataPad()) {
                throw new FormatException("UBI: the block at " + leb.block + " does not fit volume " + volume.name());
            }
            if (header.isStatic() || header.copied()) {
                checkData(leb, usable, paired);
            }
            if (header.isStatic() && header.usedLebs() != volume.lebs()) {
                throw new FormatException("UBI: static volume " + volume.name() + " has " + header.usedLebs()
                        + " blocks, " + volume.lebs() + " are there");
            }
        }
        if (seen != volume.lebs()) {
            throw new FormatException("UBI: volume " + volume.name() + " has blocks beyond its " + volume.reservedPebs()
                    + " reserved ones");
        }
    }

    private void checkData(Leb leb, int usable, boolean paired) throws FormatException {
        int size = leb.header.dataSize();
        if (size < 0 || size > usable) {
            throw new FormatException("UBI: bad data size in the block at " + leb.block);
        }
        CRC32 crc = new CRC32();
        ByteBuffer piece = ByteBuffer.allocate(Math.min(size, 1 << 16));
        PageReader data = data(leb.block, paired);
        for (int at = 0; at < size; at += piece.limit()) {
            piece.clear().limit(Math.min(piece.capacity(), size - at));
            data.read(at, piece);
            crc.update(piece.flip());
        }
        if (~(int) crc.getValue() != leb.header.dataCrc()) {
            throw new FormatException("UBI: the data's CRC in the block at " + leb.block + " is wrong");
        }
    }
}
