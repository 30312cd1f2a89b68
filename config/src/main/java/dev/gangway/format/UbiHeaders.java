package dev.gangway.format;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32;

/** The two headers of a UBI erase block; all fields are big-endian, CRCs have no final inversion. */
final class UbiHeaders {
    /** Bytes of either header. */
    static final int LENGTH = 64;

    private static final int VID_MAGIC = 0x55424921;

    private UbiHeaders() {}

    record EcHeader(int vidOffset, int dataOffset, int imageSequence) {}

    record VidHeader(
            boolean isStatic,
            boolean copied,
            int volume,
            int leb,
            int dataSize,
            int usedLebs,
            int dataPad,
            int dataCrc) {}

    static int magicAt(PageReader in, long offset) throws FormatException {
        ByteBuffer word = ByteBuffer.allocate(4);
        in.read(offset, word);
        return word.getInt(0);
    }

    static EcHeader ec(PageReader in, long block) throws FormatException {
        ByteBuffer header = read(in, block);
        if (header.getInt(0) != UbiImage.EC_MAGIC) {
            throw new FormatException("UBI: no erase counter header in the block at " + block);
        }
        checkCrc(header, "erase counter header", block);
        int vidOffset = header.getInt(16);
        int dataOffset = header.getInt(20);
        if (vidOffset < LENGTH || dataOffset < 0 || dataOffset - LENGTH < vidOffset) {
            throw new FormatException("UBI: bad header offsets in the block at " + block);
        }
        return new EcHeader(vidOffset, dataOffset, header.getInt(24));
    }

    /** Reads the header that begins at this offset in the reader's bytes; empty = the block is free. */
    static Optional<VidHeader> vid(PageReader in, long at, long block) throws FormatException {
        ByteBuffer header = read(in, at);
        if (isErased(header)) {
            return Optional.empty();
        }
        if (header.getInt(0) != VID_MAGIC) {
            throw new FormatException("UBI: no volume header in the block at " + block);
        }
        checkCrc(header, "volume header", block);
        int type = header.get(5);
        if (type != 1 && type != 2) {
            throw new FormatException("UBI: volume type " + type + " in the block at " + block);
        }
        return Optional.of(new VidHeader(
                type == 2,
                header.get(6) == 1,
                header.getInt(8),
                header.getInt(12),
                header.getInt(20),
                header.getInt(24),
                header.getInt(28),
                header.getInt(32)));
    }

    static boolean isErasedAt(PageReader in, long at) throws FormatException {
        return isErased(read(in, at));
    }

    /** UBI's CRC-32: no final inversion. */
    static int crc(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return ~(int) crc.getValue();
    }

    private static ByteBuffer read(PageReader in, long at) throws FormatException {
        ByteBuffer header = ByteBuffer.allocate(LENGTH);
        in.read(at, header);
        return header.flip();
    }

    private static void checkCrc(ByteBuffer header, String what, long block) throws FormatException {
        if (header.get(4) != 1) {
            throw new FormatException(
                    "UBI: version " + header.get(4) + " of the " + what + " in the block at " + block);
        }
        if (crc(header.slice(0, LENGTH - 4)) != header.getInt(LENGTH - 4)) {
            throw new FormatException("UBI: the CRC of the " + what + " in the block at " + block + " is wrong");
        }
    }

    private static boolean isErased(ByteBuffer header) {
        for (int at = 0; at < LENGTH; at += 8) {
            if (header.getLong(at) != -1) {
                return false;
            }
        }
        return true;
    }
}
