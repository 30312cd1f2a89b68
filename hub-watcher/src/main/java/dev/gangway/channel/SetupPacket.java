package dev.gangway.channel;

/**
 * The eight bytes that begin a control transfer (USB 2.0, 9.3).
 *
 * @param requestType bmRequestType; bit 7 set = device to host
 * @param request bRequest
 * @param value wValue
 * @param index wIndex
 * @param length wLength
 */
public record SetupPacket(int requestType, int request, int value, int index, int length) {
    /** The standard request SET_INTERFACE (USB 2.0, 9.4.10), which chooses a setting of an interface. */
    public static SetupPacket setInterface(int interfaceNumber, int setting) {
        return new SetupPacket(1, 11, setting, interfaceNumber, 0);
    }

    /** Whether the data stage goes from device to host. */
    public boolean isIn() {
        return (requestType & 0x80) != 0;
    }

    /** Whether this is the standard request SET_CONFIGURATION (USB 2.0, 9.4.7). */
    public boolean isSetConfiguration() {
        return requestType == 0 && request == 9;
    }
}
