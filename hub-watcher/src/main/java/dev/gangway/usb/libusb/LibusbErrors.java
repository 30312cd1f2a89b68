package dev.gangway.usb.libusb;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import java.util.Map;
import org.usb4java.LibUsb;

/** What libusb's error codes and transfer states mean here. */
final class LibusbErrors {
    private static final Map<Integer, ChannelFault> CODES = Map.ofEntries(
            Map.entry(LibUsb.ERROR_IO, ChannelFault.IO),
            Map.entry(LibUsb.ERROR_INVALID_PARAM, ChannelFault.IO),
            Map.entry(LibUsb.ERROR_ACCESS, ChannelFault.ACCESS),
            Map.entry(LibUsb.ERROR_NO_DEVICE, ChannelFault.DISCONNECTED),
            Map.entry(LibUsb.ERROR_NOT_FOUND, ChannelFault.IO),
            Map.entry(LibUsb.ERROR_BUSY, ChannelFault.BUSY),
            Map.entry(LibUsb.ERROR_TIMEOUT, ChannelFault.TIMEOUT),
            Map.entry(LibUsb.ERROR_OVERFLOW, ChannelFault.OVERFLOW),
            Map.entry(LibUsb.ERROR_PIPE, ChannelFault.STALL),
            Map.entry(LibUsb.ERROR_INTERRUPTED, ChannelFault.IO),
            Map.entry(LibUsb.ERROR_NO_MEM, ChannelFault.NO_MEMORY),
            Map.entry(LibUsb.ERROR_NOT_SUPPORTED, ChannelFault.IO),
            Map.entry(LibUsb.ERROR_OTHER, ChannelFault.IO));

    private static final Map<Integer, ChannelFault> STATES = Map.of(
            LibUsb.TRANSFER_ERROR, ChannelFault.IO,
            LibUsb.TRANSFER_TIMED_OUT, ChannelFault.TIMEOUT,
            LibUsb.TRANSFER_CANCELLED, ChannelFault.CANCELLED,
            LibUsb.TRANSFER_STALL, ChannelFault.STALL,
            LibUsb.TRANSFER_NO_DEVICE, ChannelFault.DISCONNECTED,
            LibUsb.TRANSFER_OVERFLOW, ChannelFault.OVERFLOW);

    private LibusbErrors() {}

    /** The fault of a negative result. */
    static ChannelFault ofCode(int code) {
        return CODES.getOrDefault(code, ChannelFault.IO);
    }

    /** The fault of a transfer's state other than completed. */
    static ChannelFault ofTransferStatus(int status) {
        return STATES.getOrDefault(status, ChannelFault.IO);
    }

    /** What the person at the station does about it. */
    static String remedy(ChannelFault fault) {
        return switch (fault) {
            case ACCESS ->
                "this user may not open the device: install the udev rule that gangway doctor prints, then"
                        + " plug the board in again";
            case BUSY -> "another program or driver holds the device: end it, then try again";
            case DISCONNECTED -> "the board is gone: check the cable";
            case STALL -> "the board refused the transfer";
            case TIMEOUT -> "the board was silent";
            case OVERFLOW -> "the board sent more than it was asked for";
            case NO_MEMORY -> "the kernel has no memory for USB transfers: raise usbcore.usbfs_memory_mb";
            case UNSUPPORTED -> "this port has no such channel: choose another recipe";
            case CANCELLED -> "the transfer was cancelled";
            case IO -> "the USB transfer broke: check cable and hub";
        };
    }

    /** An exception for a negative result. */
    static ChannelException failure(int code, String doing) {
        ChannelFault fault = ofCode(code);
        return new ChannelException(fault, doing + ": " + remedy(fault) + " (libusb " + code + ")");
    }

    /** Throws for a negative result and passes any other on. */
    static int check(int result, String doing) throws ChannelException {
        if (result < 0) {
            throw failure(result, doing);
        }
        return result;
    }
}
