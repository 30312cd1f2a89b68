package dev.gangway.usb.libusb;

/**
 * What a hub's class descriptor says of power switching (USB 2.0, 11.23.2.1; USB 3.2, 10.15.2.1).
 *
 * @param ports downstream ports
 * @param switching how power is switched
 */
record HubFeatures(int ports, Switching switching) {
    /** How a hub switches the power of its ports. */
    enum Switching {
        PER_PORT,
        GANGED,
        NONE
    }

    private static final int SHORTEST = 5;
    private static final int MODE = 0x03;

    /** Reads a hub descriptor; a broken one switches nothing. */
    static HubFeatures parse(byte[] descriptor) {
        if (descriptor.length < SHORTEST) {
            return new HubFeatures(0, Switching.NONE);
        }
        int ports = descriptor[2] & 0xff;
        int characteristics = (descriptor[3] & 0xff) | ((descriptor[4] & 0xff) << 8);
        Switching switching =
                switch (characteristics & MODE) {
                    // A gang of one is a port's own switch.
                    case 0 -> ports == 1 ? Switching.PER_PORT : Switching.GANGED;
                    case 1 -> Switching.PER_PORT;
                    default -> Switching.NONE;
                };
        return new HubFeatures(ports, switching);
    }

    /** Whether a port's status says that it has power; the bit's place differs by USB version. */
    static boolean hasPower(int portStatus, boolean superSpeed) {
        return (portStatus & (superSpeed ? 0x0200 : 0x0100)) != 0;
    }
}
