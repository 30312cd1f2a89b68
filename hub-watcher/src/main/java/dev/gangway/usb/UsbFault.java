package dev.gangway.usb;

/** Why a USB operation failed. */
public enum UsbFault {
    /** Nothing moved for the given time. */
    TIMEOUT,
    /** The device answered STALL; the endpoint stays halted until it is cleared. */
    STALL,
    /** The device is gone, or another one is there now. */
    DISCONNECTED,
    /** The device sent more than was asked for. */
    OVERFLOW,
    /** No permission to open the device. */
    ACCESS,
    /** Another program or driver holds the interface. */
    BUSY,
    /** {@link UsbSession#cancel} was called. */
    CANCELLED,
    /** The machine has no memory for the transfer. */
    NO_MEMORY,
    /** Anything else that the host controller or the library reports. */
    IO
}
