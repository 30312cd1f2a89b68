package dev.gangway.virtual.lan;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.UsbSession;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with the fastboot gadget on a port of the hub: what came from the network goes to its endpoints, and it knows
 * whose turn it is. One thread.
 */
final class GadgetTalk implements AutoCloseable {
    private static final int OUT = 0x01;
    private static final int IN = 0x81;
    private static final int ANSWER = 4096;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final VirtualHub hub;
    private final int port;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER);
    private @Nullable UsbSession session;
    private boolean upload;

    /** Bytes of a data phase that are still to come from the host. */
    private long awaited;

    /** Bytes of a data phase that the gadget still has for the host. */
    private long offered;

    GadgetTalk(VirtualHub hub, int port) {
        this.hub = hub;
        this.port = port;
    }

    /** Whether the next bytes from the host are data, not a command. */
    boolean awaitsData() {
        return awaited > 0;
    }

    /** Whether the gadget has something to say before the host speaks again. */
    boolean offersData() {
        return offered > 0;
    }

    /** Gives the gadget a command, or bytes of a data phase; whatever is over is dropped, as a boot loader does. */
    void give(ByteBuffer bytes) throws ChannelException {
        if (awaited > 0) {
            int size = (int) Math.min(bytes.remaining(), awaited);
            awaited -= size;
            session().bulkOut(OUT, bytes.slice(bytes.position(), size), PATIENCE);
            return;
        }
        String command = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
        upload = command.equals("upload") || command.startsWith("fetch:");
        session().bulkOut(OUT, bytes, PATIENCE);
    }

    /** The gadget's next answer, and whether another follows before the host's turn. */
    record Answer(ByteBuffer bytes, boolean more) {}

    /** Waits for the gadget's next answer. */
    Answer answer() throws ChannelException {
        session().bulkIn(IN, answer.clear(), PATIENCE);
        answer.flip();
        String text = StandardCharsets.ISO_8859_1.decode(answer.duplicate()).toString();
        if (text.startsWith("DATA") && text.length() >= 12) {
            long length = Long.parseLong(text.substring(4, 12), 16);
            awaited = upload ? 0 : length;
            offered = upload ? length : 0;
            return new Answer(answer, false);
        }
        return new Answer(answer, text.startsWith("INFO") || text.startsWith("TEXT"));
    }

    /** The next bytes of a data phase to the host. */
    ByteBuffer data(int most) throws ChannelException {
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) Math.min(most, offered));
        session().bulkIn(IN, bytes, PATIENCE);
        offered -= bytes.position();
        return bytes.flip();
    }

    private UsbSession session() throws ChannelException {
        UsbSession open = session;
        if (open == null) {
            VirtualAttach attach = hub.attach(port)
                    .filter(VirtualAttach::isIdentified)
                    .orElseThrow(() -> new ChannelException(ChannelFault.DISCONNECTED, "no gadget is there"));
            open = hub.open(attach.path(), attach.deviceKey(), UsbSession.class);
            session = open;
            open.claim(0);
        }
        return open;
    }

    /** Any thread: what waits for the gadget ends. */
    void cancel() {
        UsbSession open = session;
        if (open != null) {
            open.cancel();
        }
    }

    @Override
    public void close() {
        UsbSession open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }
}
