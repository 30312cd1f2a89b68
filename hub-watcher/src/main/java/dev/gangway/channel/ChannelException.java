package dev.gangway.channel;

import dev.gangway.model.FailureException;
import dev.gangway.model.PortPath;
import java.io.IOException;

/** A call on a channel that failed, and how far it had come. */
public final class ChannelException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ChannelFault fault;
    private final int transferred;

    /** A failure before any byte moved. */
    public ChannelException(ChannelFault fault, String message) {
        this(fault, message, 0);
    }

    /** A failure after some bytes had moved. */
    public ChannelException(ChannelFault fault, String message, int transferred) {
        super(message);
        this.fault = fault;
        this.transferred = transferred;
    }

    /** The refusal of a bus to open a kind of channel that it does not have on this port. */
    public static ChannelException unsupported(PortPath port, Class<? extends Channel> over) {
        return new ChannelException(
                ChannelFault.UNSUPPORTED,
                "a " + over.getSimpleName() + " can't be opened on " + port
                        + ": choose a recipe whose steps speak what this port has");
    }

    /** Why. */
    public ChannelFault fault() {
        return fault;
    }

    /** Bytes of the failed call that had moved. */
    public int transferred() {
        return transferred;
    }

    /**
     * The same as a failure of a job or port.
     *
     * @param doing what was being done, for the engineer, for example {@code "FEL write at 0x4a000000"}
     */
    public FailureException asFailure(String doing) {
        return new FailureException(fault.kind(), doing + ": " + getMessage(), this);
    }
}
