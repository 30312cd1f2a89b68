package dev.gangway.usb;

/** The power switch of one port. Blocks. */
public interface PortPower {
    /** Switches and returns what is really so afterwards, as far as the hub can tell. */
    boolean set(boolean on) throws UsbException;

    /** Whether the hub says that the port has power. */
    boolean isOn() throws UsbException;
}
