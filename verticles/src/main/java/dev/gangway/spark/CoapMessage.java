package dev.gangway.spark;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A CoAP message from a Core (the dossier's section 5). Of its options only the path is kept.
 *
 * @param type {@link #CONFIRMABLE} and the like
 * @param code class and detail as on the wire: 0x44 is 2.04
 * @param id which message; an acknowledgement has the id of what it acknowledges
 * @param token what an answer has in common with its request; up to 8 bytes
 * @param path the parts of the path, joined by slashes; empty = none
 * @param payload from 0 to its end, read-only
 */
record CoapMessage(int type, int code, int id, ByteBuffer token, String path, ByteBuffer payload) {
    static final int CONFIRMABLE = 0;
    static final int ACKNOWLEDGEMENT = 2;

    static final int EMPTY = 0;
    static final int GET = 1;
    static final int POST = 2;
    static final int CHANGED = 0x44;
    static final int CONTENT = 0x45;
    static final int BAD_REQUEST = 0x80;

    private static final int VERSION = 1;
    private static final int PATH = 11;
    private static final int LONGEST_TOKEN = 8;
    private static final int MARKER = 0xff;

    CoapMessage {
        token = token.asReadOnlyBuffer();
        payload = payload.asReadOnlyBuffer();
    }

    /** The payload, to be read once more from its beginning. */
    @Override
    public ByteBuffer payload() {
        return payload.duplicate();
    }

    /** Whether the other side wants to hear that it came. */
    boolean isConfirmable() {
        return type == CONFIRMABLE;
    }

    /** Whether this is what a Core sends when it wants to hear from us. */
    boolean isPing() {
        return code == EMPTY && isConfirmable();
    }

    /** Whether this answers the request with this token. */
    boolean answers(byte asked) {
        return code >= 0x40 && token.remaining() == 1 && token.get(0) == asked;
    }

    /** Whether this only says that the message of this id came, or that it was refused. */
    boolean acknowledges(int asked) {
        return type == ACKNOWLEDGEMENT && id == asked;
    }

    /**
     * Reads a message.
     *
     * @throws FailureException PROTOCOL_GARBAGE when it is none
     */
    static CoapMessage parse(ByteBuffer bytes) throws FailureException {
        try {
            return read(bytes.duplicate());
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw noise();
        }
    }

    private static CoapMessage read(ByteBuffer in) throws FailureException {
        int first = in.get() & 0xff;
        int code = in.get() & 0xff;
        int id = in.getShort() & 0xffff;
        int tokenLength = first & 0xf;
        if (first >> 6 != VERSION || tokenLength > LONGEST_TOKEN) {
            throw noise();
        }
        ByteBuffer token = cut(in, tokenLength);
        StringBuilder path = new StringBuilder();
        int number = 0;
        while (in.hasRemaining()) {
            int head = in.get() & 0xff;
            if (head == MARKER) {
                if (!in.hasRemaining()) {
                    throw noise();
                }
                return new CoapMessage((first >> 4) & 3, code, id, token, path.toString(), in.slice());
            }
            number += extended(in, head >> 4);
            ByteBuffer value = cut(in, extended(in, head & 0xf));
            if (number == PATH) {
                path.append(path.isEmpty() ? "" : "/").append(StandardCharsets.ISO_8859_1.decode(value));
            }
        }
        return new CoapMessage((first >> 4) & 3, code, id, token, path.toString(), ByteBuffer.allocate(0));
    }

    private static int extended(ByteBuffer in, int nibble) throws FailureException {
        return switch (nibble) {
            case 13 -> 13 + (in.get() & 0xff);
            case 14 -> 269 + (in.getShort() & 0xffff);
            case 15 -> throw noise();
            default -> nibble;
        };
    }

    private static ByteBuffer cut(ByteBuffer in, int length) throws FailureException {
        if (length > in.remaining()) {
            throw noise();
        }
        ByteBuffer part = in.slice(in.position(), length);
        in.position(in.position() + length);
        return part;
    }

    private static FailureException noise() {
        return new FailureException(
                FailureKind.PROTOCOL_GARBAGE, "what the Core sent does not decrypt to a message: the session is over");
    }
}
