package dev.gangway.usbip;

import dev.gangway.channel.ChannelFault;

/** Numbers of the USB/IP protocol 1.1.1 and of Linux, as they travel. */
final class Wire {
    static final int VERSION = 0x0111;

    static final int REQUEST_DEVICE_LIST = 0x8005;
    static final int REPLY_DEVICE_LIST = 0x0005;
    static final int REQUEST_IMPORT = 0x8003;
    static final int REPLY_IMPORT = 0x0003;

    static final int ACCEPTED = 0;
    static final int REFUSED_BUSY = 2;
    static final int REFUSED_NO_DEVICE = 4;

    static final int COMMAND_SUBMIT = 1;
    static final int COMMAND_UNLINK = 2;
    static final int RETURN_SUBMIT = 3;
    static final int RETURN_UNLINK = 4;

    static final int PATH_BYTES = 256;
    static final int BUS_ID_BYTES = 32;
    static final int BUS_NUMBER = 1;

    /** Flag of a submit: a short IN is an error. */
    static final int SHORT_NOT_OK = 0x0001;
    /** Flag of a submit: an OUT of whole packets ends with an empty one. */
    static final int ZERO_PACKET = 0x0040;

    /** Largest transfer that is served; usbfs allows a client no more than this in sum. */
    static final int LARGEST_TRANSFER = 16 << 20;

    // errno of Linux, negative as the kernel returns it.
    static final int NO_DEVICE = -19;
    static final int BROKEN_PIPE = -32;
    static final int PROTOCOL = -71;
    static final int OVERFLOW = -75;
    static final int RESET = -104;
    static final int REMOTE_IO = -121;

    private Wire() {}

    static int errorOf(ChannelFault fault) {
        return switch (fault) {
            case DISCONNECTED -> NO_DEVICE;
            case STALL -> BROKEN_PIPE;
            case OVERFLOW -> OVERFLOW;
            case CANCELLED -> RESET;
            case TIMEOUT, ACCESS, BUSY, NO_MEMORY, IO, UNSUPPORTED -> PROTOCOL;
        };
    }
}
