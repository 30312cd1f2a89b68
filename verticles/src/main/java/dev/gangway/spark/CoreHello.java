package dev.gangway.spark;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * What a Core says of itself when it has connected.
 *
 * @param product its firmware's product number
 * @param version its firmware's version, as the product counts
 * @param upgraded whether its boot loader has just installed what came over the air
 * @param platform the platform number, 0 = Core; only newer firmware tells it
 */
public record CoreHello(int product, int version, boolean upgraded, OptionalInt platform) {
    private static final String PATH = "h";
    private static final int OLD_LENGTH = 6;
    private static final int LENGTH = 8;
    private static final int FLAGS = 5;
    private static final int UPGRADED = 1;

    /** Whether this is a Hello. */
    static boolean isOne(CoapMessage message) {
        return message.code() == CoapMessage.POST && message.path().equals(PATH);
    }

    /**
     * Reads one.
     *
     * @throws FailureException PROTOCOL_GARBAGE when it is none
     */
    static CoreHello of(CoapMessage message) throws FailureException {
        ByteBuffer payload = message.payload();
        if (!isOne(message) || payload.remaining() < OLD_LENGTH) {
            throw new FailureException(FailureKind.PROTOCOL_GARBAGE, "the first message is no Hello");
        }
        int product = payload.getShort() & 0xffff;
        int version = payload.getShort() & 0xffff;
        payload.get();
        boolean upgraded = (payload.get() & UPGRADED) != 0;
        return new CoreHello(
                product,
                version,
                upgraded,
                payload.remaining() >= LENGTH - OLD_LENGTH
                        ? OptionalInt.of(payload.getShort() & 0xffff)
                        : OptionalInt.empty());
    }

    /** The same Hello, {@link #of read} before without an error, that says that the boot loader has installed something. */
    static byte[] upgraded(byte[] message) throws FailureException {
        byte[] told = message.clone();
        int payload = told.length
                - CoapMessage.parse(ByteBuffer.wrap(message)).payload().remaining();
        told[payload + FLAGS] |= UPGRADED;
        return told;
    }

    /** Whether the firmware is of 0.4.0 or later, whose updates have an address and whose chunks may be numbered. */
    public boolean isNew() {
        return platform.isPresent();
    }
}
