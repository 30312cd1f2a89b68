package dev.gangway.sdp;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.UsbSession;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.ImxContainer;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.NxpSoc;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/**
 * A boot ROM that takes no commands: what it is to start is streamed to it (SDPS). It answers nothing and gives nothing back; that
 * the board comes back as what was started is all that is known. Blocking; one thread at a time.
 */
public final class SdpStream implements SdpBootRom {
    private final NxpSoc soc;
    private final SdpWire wire;

    SdpStream(UsbSession session, HidFace face) {
        soc = face.soc();
        wire = new SdpWire(session, face);
    }

    @Override
    public NxpSoc soc() {
        return soc;
    }

    /**
     * How many bytes of a file this boot ROM wants.
     *
     * @throws FailureException IMAGE_INVALID for a file that no such boot ROM starts
     */
    public long wanted(ImageData file) throws FailureException {
        try {
            ImxContainer.require(file);
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, String.valueOf(e.getMessage()), e);
        }
        return soc.takes() == NxpSoc.Takes.CONTAINER ? ImxContainer.wanted(file) : file.length();
    }

    /**
     * Streams a file, which starts; the board leaves.
     *
     * @param moved gets the bytes that the board has taken since the last call
     * @throws FailureException IMAGE_INVALID for a file that no such boot ROM starts, else what happened to the transfer
     */
    public void boot(ImageData file, LongConsumer moved) throws FailureException {
        long length = wanted(file);
        int most = soc.takes().reportBytes();
        long done = 0;
        try {
            if (soc.takes() == NxpSoc.Takes.ANNOUNCED_FILE) {
                wire.announce(length);
            }
            while (done < length) {
                ByteBuffer piece = file.slice(done, (int) Math.min(most, length - done));
                wire.data(piece, moved);
                done += piece.limit();
            }
        } catch (ChannelException e) {
            // With the last report the board may leave faster than it acknowledges.
            if (e.fault() != ChannelFault.DISCONNECTED || length - done > most) {
                throw e.asFailure(String.format("SDPS: streaming, %d of %d bytes", done, length));
            }
        }
    }
}
