package dev.gangway.fel;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;

/**
 * The interface of a device that is in FEL mode.
 *
 * @param number its number
 * @param out the endpoint to the board
 * @param in the endpoint from it
 */
record FelInterface(int number, int out, int in) {
    private static final int VENDOR = 0xff;

    /**
     * Finds it.
     *
     * @throws FailureException PROTOCOL_GARBAGE when the device uses FEL's id and is something else
     */
    static FelInterface of(UsbIdentity identity) throws FailureException {
        UsbIdentity.Interface face = identity.interfaces().stream()
                .filter(i -> i.number() == 0 && i.alternate() == 0)
                .findFirst()
                .orElseThrow(FelInterface::noEndpoints);
        if (face.interfaceClass() != VENDOR || face.subClass() != VENDOR || face.protocol() != VENDOR) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    String.format(
                            "interface 0 is of class %02x/%02x/%02x, not ff/ff/ff: this device uses FEL's USB id"
                                    + " but is not in FEL mode; reset it with the FEL button pressed",
                            face.interfaceClass(), face.subClass(), face.protocol()));
        }
        return new FelInterface(
                face.number(),
                face.bulk(false).orElseThrow(FelInterface::noEndpoints).address(),
                face.bulk(true).orElseThrow(FelInterface::noEndpoints).address());
    }

    private static FailureException noEndpoints() {
        return new FailureException(
                FailureKind.PROTOCOL_GARBAGE, "the device has no bulk endpoints on interface 0: it is not in FEL mode");
    }
}
