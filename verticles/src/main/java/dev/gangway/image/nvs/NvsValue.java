package dev.gangway.image.nvs;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/** What NVS keeps under a key. */
public sealed interface NvsValue {
    /**
     * A whole number.
     *
     * @param type how it is kept
     * @param number which one; fits its type
     */
    record Whole(NvsType type, BigInteger number) implements NvsValue {
        /** Refuses a number that does not fit. */
        public Whole {
            if (!type.holds(number)) {
                throw new IllegalArgumentException(number + " is no " + type.word());
            }
        }
    }

    /**
     * Text, which NVS ends with a NUL.
     *
     * @param text without a NUL
     */
    record Text(String text) implements NvsValue {}

    /**
     * Bytes.
     *
     * @param bytes from the buffer's position to its limit
     */
    record Blob(ByteBuffer bytes) implements NvsValue {
        /** Takes a view of its own. */
        public Blob {
            bytes = bytes.asReadOnlyBuffer().slice();
        }
    }
}
