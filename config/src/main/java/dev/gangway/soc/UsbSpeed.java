package dev.gangway.soc;

import java.util.Optional;

/**
 * How a SoC whose boot ROM speaks FEL at full speed is made to come back at high speed: one word into its USB controller,
 * power, device control and index in one. Facts from linux-sunxi/sunxi-tools issue 146, where users of these chips report it;
 * the FEL dossier has it in section 8.
 *
 * @param register of the controller
 * @param value what goes there
 */
public record UsbSpeed(long register, int value) {
    /** In the register's lowest byte (Mentor's MUSB, POWER): take part in the high-speed handshake, be connected. */
    private static final int HIGH_SPEED_ENABLE = 0x20;

    private static final int SOFT_CONNECT = 0x40;

    /** What a SoC needs; empty where nobody reports it. */
    public static Optional<UsbSpeed> of(AllwinnerSoc soc) {
        return Optional.ofNullable(
                switch (soc.id()) {
                    case 0x1680 -> new UsbSpeed(0x01c19040L, 0x29860);
                    case 0x1701 -> new UsbSpeed(0x01c13040L, 0x29860);
                    case 0x1663 -> new UsbSpeed(0x01c13040L, 0x29960);
                    default -> null;
                });
    }

    /** Whether a controller that is told this leaves the bus and comes back at high speed. */
    public boolean asks(long address, int word) {
        return address == register && (word & HIGH_SPEED_ENABLE) != 0 && (word & SOFT_CONNECT) != 0;
    }
}
