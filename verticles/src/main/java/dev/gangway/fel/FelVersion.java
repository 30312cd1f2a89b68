package dev.gangway.fel;

import dev.gangway.soc.AllwinnerSoc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What the boot ROM answers to a version request (linux-sunxi.org/FEL/Protocol).
 *
 * @param socWord the SoC word as it came; its bits 8 to 23 are the id
 * @param firmware firmware number, 1 so far
 * @param protocol 1 = FEL, 2 = srv, 3 and 4 = update
 * @param dataFlag 0x44 so far
 * @param dataLength 8 so far
 * @param scratchpad memory that the boot ROM leaves free
 * @param reserved0 first reserved word
 * @param reserved1 second reserved word
 */
public record FelVersion(
        int socWord,
        int firmware,
        int protocol,
        int dataFlag,
        int dataLength,
        long scratchpad,
        int reserved0,
        int reserved1) {
    static final String MAGIC = "AWUSBFEX";

    /** The id that tells the SoCs apart, for example 0x1680. */
    public int socId() {
        return socWord >>> 8 & 0xffff;
    }

    /** The chip, as far as this id tells: some families share one. Its id in hex when it is in no table. */
    public String chip() {
        return AllwinnerSoc.ofId(socId())
                .orElseGet(() -> AllwinnerSoc.generic(socId()))
                .name();
    }

    /** The line that {@code sunxi-fel ver} prints. */
    public String text(String socName) {
        return String.format(
                "%s soc=%08x(%s) %08x ver=%04x %02x %02x scratchpad=%08x %08x %08x",
                MAGIC, socId(), socName, firmware, protocol, dataFlag, dataLength, scratchpad, reserved0, reserved1);
    }

    static boolean isOne(ByteBuffer reply) {
        byte[] magic = new byte[8];
        reply.get(0, magic);
        return MAGIC.equals(new String(magic, StandardCharsets.ISO_8859_1));
    }

    static FelVersion of(ByteBuffer reply) {
        ByteBuffer in = reply.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        return new FelVersion(
                in.getInt(8),
                in.getInt(12),
                in.getShort(16) & 0xffff,
                in.get(18) & 0xff,
                in.get(19) & 0xff,
                Integer.toUnsignedLong(in.getInt(20)),
                in.getInt(24),
                in.getInt(28));
    }
}
