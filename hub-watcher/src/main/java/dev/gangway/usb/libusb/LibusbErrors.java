package dev.gangway.usb.libusb;

import dev.gangway.usb.UsbException;
import dev.gangway.usb.UsbFault;
import java.util.Map;
import org.usb4java.LibUsb;

/** What libusb's error codes and transfer states mean here. */
final class LibusbErrors {
    private static final Map<Integer, UsbFault> CODES = Map.ofEntries(
            Map.entry(LibUsb.ERROR_IO, UsbFault.IO),
            Map.entry(LibUsb.ERROR_INVALID_PARAM, UsbFault.IO),
            Map.entry(LibUsb.ERROR_ACCESS, UsbFault.ACCESS),
            Map.entry(LibUsb.ERROR_NO_DEVICE, UsbFault.DISCONNECTED),
            Map.entry(LibUsb.ERROR_NOT_FOUND, UsbFault.IO),
            Map.entry(LibUsb.ERROR_BUSY, UsbFault.BUSY),
            Map.entry(LibUsb.ERROR_TIMEOUT, UsbFault.TIMEOUT),
            Map.entry(LibUsb.ERROR_OVERFLOW, UsbFault.OVERFLOW),
            Map.entry(LibUsb.ERROR_PIPE, UsbFault.STALL),
            Map.entry(LibUsb.ERROR_INTERRUPTED, UsbFault.IO),
            Map.entry(LibUsb.ERROR_NO_MEM, UsbFault.NO_MEMORY),
            Map.entry(LibUsb.ERROR_NOT_SUPPORTED, UsbFault.IO),
            Map.entry(LibUsb.ERROR_OTHER, UsbFault.IO));

    private static final Map<Integer, UsbFault> STATES = Map.of(
            LibUsb.TRANSFER_ERROR, UsbFault.IO,
            LibUsb.TRANSFER_TIMED_OUT, UsbFault.TIMEOUT,
            LibUsb.TRANSFER_CANCELLED, UsbFault.CANCELLED,
            LibUsb.TRANSFER_STALL, UsbFault.STALL,
            LibUsb.TRANSFER_NO_DEVICE, UsbFault.DISCONNECTED,
            LibUsb.TRANSFER_OVERFLOW, UsbFault.OVERFLOW);

    private LibusbErrors() {}

    /** The fault of a negative result. */
    static UsbFault ofCode(int code) {
        return CODES.getOrDefault(code, UsbFault.IO);
    }

    /** The fault of a transfer's state other than completed. */
    static UsbFault ofTransferStatus(int status) {
        return STATES.getOrDefault(status, UsbFault.IO);
    }

    /** What the person at the station does about it. */
    static String remedy(UsbFault fault) {
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
            case CANCELLED -> "the transfer was cancelled";
            case IO -> "the USB transfer broke: check cable and hub";
        };
    }

    /** An exception for a negative result. */
    static UsbException failure(int code, String doing) {
        UsbFault fault = ofCode(code);
        return new UsbException(fault, doing + ": " + remedy(fault) + " (libusb " + code + ")");
    }

    /** Throws for a negative result and passes any other on. */
    static int check(int result, String doing) throws UsbException {
        if (result < 0) {
            throw failure(result, doing);
        }
        return result;
    }
}
