package dev.gangway.toy;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.FailureException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongConsumer;

/** The client of {@link EchoBoard}. One thread. */
public final class ToyClient {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int OUT = 0x40;
    private static final int IN = 0xc0;

    private final UsbSession usb;

    /** Talks over this session. */
    public ToyClient(UsbSession usb) {
        this.usb = usb;
    }

    /** What the board says of itself. */
    public String id() throws FailureException {
        ByteBuffer text = ByteBuffer.allocateDirect(64);
        transfer("asking who it is", IN, EchoBoard.TELL_ID, 0, text);
        return StandardCharsets.US_ASCII.decode(text.flip()).toString();
    }

    /** Writes these bytes, from the beginning. */
    public void write(ByteBuffer data, LongConsumer moved) throws FailureException {
        pages("writing", OUT, EchoBoard.WRITE, data, moved);
    }

    /** Fills the buffer, from the beginning. */
    public void read(ByteBuffer into, LongConsumer moved) throws FailureException {
        pages("reading", IN, EchoBoard.READ, into, moved);
    }

    /** Has the board leave the bus; it comes back. */
    public void leave() throws FailureException {
        transfer("leaving", OUT, EchoBoard.LEAVE, 0, ByteBuffer.allocateDirect(0));
    }

    private void pages(String doing, int type, int request, ByteBuffer data, LongConsumer moved)
            throws FailureException {
        int end = data.limit();
        for (int page = 0; data.position() < end; page++) {
            data.limit(Math.min(end, data.position() + EchoBoard.PAGE));
            int length = data.remaining();
            transfer(doing, type, request, page, data);
            moved.accept(length);
            data.limit(end);
        }
    }

    private void transfer(String doing, int type, int request, int value, ByteBuffer data) throws FailureException {
        try {
            usb.control(new SetupPacket(type, request, value, 0, data.remaining()), data, PATIENCE);
        } catch (ChannelException e) {
            throw e.asFailure("toy: " + doing);
        }
    }
}
