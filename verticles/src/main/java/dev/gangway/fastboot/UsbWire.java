package dev.gangway.fastboot;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Fastboot over a pair of bulk endpoints: a command is one transfer, an answer is one (dossier, section 2). */
record UsbWire(UsbSession session, int out, int in) implements FastbootWire {
    private static final Duration COMMAND_TIME = Duration.ofSeconds(5);
    private static final int INTERFACE_CLASS = 0xff;
    private static final int SUB_CLASS = 0x42;
    private static final int PROTOCOL = 0x03;

    static boolean isFastboot(UsbIdentity.Interface candidate) {
        return candidate.interfaceClass() == INTERFACE_CLASS
                && candidate.subClass() == SUB_CLASS
                && candidate.protocol() == PROTOCOL
                && candidate.bulk(true).isPresent()
                && candidate.bulk(false).isPresent();
    }

    /** Takes the fastboot interface. */
    static UsbWire open(UsbSession session) throws FailureException {
        for (UsbIdentity.Interface candidate : session.identity().interfaces()) {
            if (isFastboot(candidate)) {
                try {
                    session.claim(candidate.number());
                } catch (ChannelException e) {
                    throw e.asFailure("claiming the fastboot interface");
                }
                return new UsbWire(
                        session,
                        candidate.bulk(false).orElseThrow().address(),
                        candidate.bulk(true).orElseThrow().address());
            }
        }
        throw new FailureException(
                FailureKind.BOARD_REFUSED, "the device has no fastboot interface (class ff, subclass 42, protocol 03)");
    }

    @Override
    public void command(ByteBuffer command) throws ChannelException {
        session.bulkOut(out, command, COMMAND_TIME);
    }

    /** The buffer is never empty, so that no zero-length packet goes out. */
    @Override
    public void send(ByteBuffer bytes, Duration stalled, LongConsumer progress) throws ChannelException {
        session.bulkOut(out, bytes, stalled, progress);
    }

    @Override
    public void answer(ByteBuffer into, Duration patience) throws ChannelException {
        session.bulkIn(in, into, patience);
    }

    @Override
    public void receive(ByteBuffer into, Duration stalled) throws ChannelException {
        while (into.hasRemaining()) {
            session.bulkIn(in, into, stalled);
        }
    }
}
