package dev.gangway.channel;

import dev.gangway.model.FailureKind;

/** Why a call on a channel failed. */
public enum ChannelFault {
    /** Nothing moved for the given time. */
    TIMEOUT(FailureKind.TRANSFER_TIMEOUT),
    /** The device answered STALL; the endpoint stays halted until it is cleared. */
    STALL(FailureKind.TRANSFER_STALLED),
    /** The device is gone, or another one is there now. */
    DISCONNECTED(FailureKind.CABLE_LOST),
    /** The device sent more than was asked for. */
    OVERFLOW(FailureKind.PROTOCOL_GARBAGE),
    /** No permission to open the device. */
    ACCESS(FailureKind.ACCESS_DENIED),
    /** Another program or driver holds it. */
    BUSY(FailureKind.DEVICE_CLAIMED),
    /** {@link Channel#cancel} was called. */
    CANCELLED(FailureKind.STOPPED_BY_PERSON),
    /** The machine has no memory for the transfer. */
    NO_MEMORY(FailureKind.HOST_IO),
    /** What was asked for does not exist here: a kind of channel that the port has not, or a line that is not wired. */
    UNSUPPORTED(FailureKind.RECIPE_INVALID),
    /** Anything else that the host controller or the library reports. */
    IO(FailureKind.TRANSFER_FAILED);

    private final FailureKind kind;

    ChannelFault(FailureKind kind) {
        this.kind = kind;
    }

    /** What it means for a job. */
    public FailureKind kind() {
        return kind;
    }
}
