package dev.gangway.rockchip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What a loader says of the medium that it writes.
 *
 * @param sectors of 512 bytes
 * @param blockSectors sectors that are erased together
 * @param pageSectors sectors that are written together
 * @param eccBits bits of error correction
 * @param accessTime as the medium's maker counts
 * @param maker a number for who made it
 * @param chips a bit for each of its chips
 */
public record FlashInfo(
        long sectors, int blockSectors, int pageSectors, int eccBits, int accessTime, int maker, int chips) {
    /** Bytes of the answer that are always there. */
    static final int BYTES = 11;

    private static final List<String> MAKERS =
            List.of("SAMSUNG", "TOSHIBA", "HYNIX", "INFINEON", "MICRON", "RENESAS", "ST", "INTEL");

    static FlashInfo of(ByteBuffer answer) {
        ByteBuffer bytes = answer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        return new FlashInfo(
                Integer.toUnsignedLong(bytes.getInt(0)),
                bytes.getShort(4) & 0xffff,
                bytes.get(6) & 0xff,
                bytes.get(7) & 0xff,
                bytes.get(8) & 0xff,
                bytes.get(9) & 0xff,
                bytes.get(10) & 0xff);
    }

    /** The maker's name, as Rockchip's tools have it. */
    public String makerName() {
        return maker < MAKERS.size() ? MAKERS.get(maker) : "UNKNOWN";
    }
}
