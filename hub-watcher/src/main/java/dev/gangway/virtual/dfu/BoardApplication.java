package dev.gangway.virtual.dfu;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.UsbFunction;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A board whose application runs. Where that knows DFU, DETACH sends it to the loader, by itself or by the reset that follows. */
final class BoardApplication implements UsbFunction {
    private static final int DETACH = 0;
    private static final int GET_DESCRIPTOR = 6;
    private static final int FROM_INTERFACE = 0x81;
    private static final int TO_INTERFACE = 0x21;

    private final UsbIdentity identity;
    private final @Nullable LoaderLook look;
    private final Runnable toLoader;
    private boolean detaching;

    /**
     * An application.
     *
     * @param look how its DFU interface shows itself; null when it has none
     * @param toLoader sends the board to its loader
     */
    BoardApplication(UsbIdentity identity, @Nullable LoaderLook look, Runnable toLoader) {
        this.identity = identity;
        this.look = look;
        this.toLoader = toLoader;
    }

    @Override
    public UsbIdentity identity() {
        return identity;
    }

    @Override
    public byte[] descriptor(int type, int index, byte[] sound) {
        return look == null ? sound : look.withFunctional(type, sound);
    }

    /** GETSTATUS is not among what it knows, as with many. */
    @Override
    public int control(SetupPacket setup, ByteBuffer data) {
        if (look == null) {
            return STALL;
        }
        if (setup.requestType() == FROM_INTERFACE && setup.request() == GET_DESCRIPTOR) {
            return BoardLoader.give(look.functional(), data);
        }
        if (setup.requestType() != TO_INTERFACE || setup.request() != DETACH) {
            return STALL;
        }
        detaching = true;
        if (look.has(LoaderLook.DETACHES_ITSELF)) {
            toLoader.run();
        }
        return 0;
    }

    @Override
    public void busReset() {
        if (detaching) {
            toLoader.run();
        }
    }
}
