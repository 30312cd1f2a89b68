package dev.gangway.sdp;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.NxpSoc;
import java.util.OptionalInt;

/**
 * The HID interface of a boot ROM, which is ours from then on.
 *
 * @param soc whose
 * @param number of the interface
 * @param in endpoint that its reports come from
 * @param out endpoint for reports to it; empty = they go by the control pipe
 */
record HidFace(NxpSoc soc, int number, int in, OptionalInt out) {
    private static final int HID = 3;
    private static final int INTERRUPT = 3;

    /**
     * Takes it.
     *
     * @throws FailureException CHIP_NOT_SERVED for a chip that is not known, BOARD_REFUSED for one without the endpoint
     */
    static HidFace claim(UsbSession session) throws FailureException {
        UsbIdentity identity = session.identity();
        NxpSoc soc = NxpSoc.of(identity.vid(), identity.pid())
                .orElseThrow(() -> new FailureException(
                        FailureKind.CHIP_NOT_SERVED,
                        String.format(
                                "%04x:%04x is no chip whose serial download is known here",
                                identity.vid(), identity.pid())));
        for (UsbIdentity.Interface face : identity.interfaces()) {
            OptionalInt in = endpoint(face, true);
            if (face.interfaceClass() == HID && in.isPresent()) {
                try {
                    session.claim(face.number());
                } catch (ChannelException e) {
                    throw e.asFailure("claiming the HID interface");
                }
                return new HidFace(soc, face.number(), in.getAsInt(), endpoint(face, false));
            }
        }
        throw new FailureException(
                FailureKind.BOARD_REFUSED,
                "the board has no HID interface with an interrupt endpoint: it is not in SDP");
    }

    private static OptionalInt endpoint(UsbIdentity.Interface face, boolean in) {
        return face.endpoints().stream()
                .filter(endpoint -> endpoint.isIn() == in && endpoint.type() == INTERRUPT)
                .mapToInt(UsbIdentity.Endpoint::address)
                .findFirst();
    }
}
