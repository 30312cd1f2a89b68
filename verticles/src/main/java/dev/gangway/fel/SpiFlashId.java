package dev.gangway.fel;

/**
 * How an SPI NOR flash answers the request for its JEDEC id (9Fh).
 *
 * @param maker JEDEC's number of the manufacturer
 * @param model the manufacturer's number of the family
 * @param capacity logarithm of the size in bytes, as nearly all makers use it
 */
public record SpiFlashId(int maker, int model, int capacity) {
    /** More than that cannot be addressed with three bytes. */
    private static final int LARGEST = 24;

    /** Size in bytes; 0 when the number of the capacity makes no sense as a logarithm. */
    public long size() {
        return capacity >= 8 && capacity <= 31 ? 1L << capacity : 0;
    }

    /** Bytes that can be reached with addresses of 24 bits. */
    public long reachable() {
        return size() == 0 ? 1L << LARGEST : Math.min(size(), 1L << LARGEST);
    }

    /** The manufacturer's name where sunxi-fel knows it. */
    public String makerName() {
        return switch (maker) {
            case 0xef -> "Winbond";
            case 0xc2 -> "Macronix";
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
