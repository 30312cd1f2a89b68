package dev.gangway.sdp;

import dev.gangway.channel.UsbSession;
import dev.gangway.model.FailureException;
import dev.gangway.soc.NxpSoc;

/** An i.MX boot ROM, or what stands in for one, in serial download mode. */
public sealed interface SdpBootRom permits SdpDevice, SdpStream {
    /**
     * Takes the interface; a boot ROM that answers is asked for its state.
     *
     * @throws FailureException CHIP_NOT_SERVED for a chip that is not known, BOARD_REFUSED for one without the endpoint
     */
    static SdpBootRom open(UsbSession session) throws FailureException {
        HidFace face = HidFace.claim(session);
        return face.soc().takes() == NxpSoc.Takes.COMMANDS ? SdpDevice.on(session, face) : new SdpStream(session, face);
    }

    /** Which chip it is, by its USB id. */
    NxpSoc soc();
}
