package dev.gangway.spark;

import dev.gangway.model.PortPath;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * A Core's own id, burnt into its chip; shown to anybody, so that it proves nothing.
 *
 * @param text 24 hex digits, small letters
 */
public record CoreId(String text) {
    /** Bytes of an id. */
    static final int BYTES = 12;

    /** Checks the form; throws {@link IllegalArgumentException} with what is expected. */
    public CoreId {
        if (!text.matches("[0-9a-f]{24}")) {
            throw new IllegalArgumentException("\"" + text + "\" is no Core's id: 24 hex digits, small letters");
        }
    }

    /** The id in these 12 bytes. */
    static CoreId of(ByteBuffer bytes) {
        byte[] id = new byte[BYTES];
        bytes.get(id);
        return new CoreId(HexFormat.of().formatHex(id));
    }

    /** The port that this Core is. */
    public PortPath port() {
        return PortPath.caller(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
