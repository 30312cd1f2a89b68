package dev.gangway.fel;

/**
 * How an SPI NOR flash answers the request for its JEDEC id (9Fh).
 *
 * @param maker JEDEC's number of the manufacturer
 * @param model the manufacturer's number of the family
 * @param capacity logarithm of the size in bytes, as nearly all makers use it
 */
public record SpiFlashId(int maker, int model, int capacity) {
    /** What three bytes of address reach. */
    static final long SHORT_REACH = 1L << 24;

    /** BP2 to BP0 of the status: which part is protected, 0 = none; alike with nearly all makers. */
    private static final int PROTECTION = 0x1c;

    /** Macronix has a BP3. */
    private static final int MACRONIX = 0xc2;

    private static final int MACRONIX_PROTECTION = 0x3c;

    /** Size in bytes; 0 when the number of the capacity makes no sense as a logarithm. */
    public long size() {
        return capacity >= 8 && capacity <= 31 ? 1L << capacity : 0;
    }

    /** Bytes that can be read and written; of a chip that tells no size, what short addresses reach. */
    public long reachable() {
        return size() == 0 ? SHORT_REACH : size();
    }

    /** Whether it needs to be told that addresses have four bytes. */
    boolean isLarge() {
        return size() > SHORT_REACH;
    }

    /** Whether a status says that a part of the chip, or all of it, takes neither erase nor program. */
    boolean isProtected(int status) {
        return (status & (maker == MACRONIX ? MACRONIX_PROTECTION : PROTECTION)) != 0;
    }

    /** The three bytes in hex, as recipes write them. */
    public String code() {
        return String.format("%02x%02x%02x", maker, model, capacity);
    }

    /** The manufacturer's name where sunxi-fel knows it. */
    public String makerName() {
        return switch (maker) {
            case 0xef -> "Winbond";
            case MACRONIX -> "Macronix";
            case 0x1c -> "Eon";
            default -> "Unknown";
        };
    }

    /** The line that sunxi-fel prints. */
    public String text() {
        return String.format(
                "Manufacturer: %s (%02Xh), model: %02Xh, size: %d bytes.", makerName(), maker, model, size());
    }
}
