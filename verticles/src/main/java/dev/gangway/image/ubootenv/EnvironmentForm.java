package dev.gangway.image.ubootenv;

import dev.gangway.format.FormatException;
import java.nio.ByteOrder;

/**
 * How an environment lies on its medium, as the U-Boot that reads it was built.
 *
 * @param size bytes of one copy, {@code CONFIG_ENV_SIZE}
 * @param redundant whether a second copy exists; each then has a flag behind its checksum
 * @param order of the checksum's bytes: the CPU's
 * @param padding what fills the rest, 0 to 255
 */
public record EnvironmentForm(int size, boolean redundant, ByteOrder order, int padding) {
    /** The largest copy, bytes. */
    public static final int LARGEST = 16 << 20;

    /**
     * Of a little-endian board, with erased flash for the rest: what {@code mkenvimage} takes without options.
     *
     * @throws FormatException when the size is none
     */
    public static EnvironmentForm usual(int size, boolean redundant) throws FormatException {
        EnvironmentForm form = new EnvironmentForm(size, redundant, ByteOrder.LITTLE_ENDIAN, 0xff);
        form.requireSound();
        return form;
    }

    /** Bytes before the variables: the CRC-32, and the flag where there are two copies. */
    public int head() {
        return redundant ? Integer.BYTES + 1 : Integer.BYTES;
    }

    void requireSound() throws FormatException {
        if (size < head() + 2 || size > LARGEST) {
            throw new FormatException("an environment of " + size + " bytes: the size is " + (head() + 2) + " to "
                    + LARGEST + ", take CONFIG_ENV_SIZE of the board's U-Boot");
        }
        if (padding < 0 || padding > 0xff) {
            throw new FormatException("padding is a byte, 0 to 255, not " + padding);
        }
    }
}
