package dev.gangway.virtual.gadget;

import static org.awaitility.Awaitility.await;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A host that speaks fastboot to whatever board is plugged into its hub. */
final class FastbootHost implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMillis(700);
    private static final int OUT = 0x01;
    private static final int IN = 0x81;

    private final PageStore pages = PageStore.temporary();
    final VirtualHub hub = new VirtualHub(1);
    private @Nullable UsbSession session;

    /** Plugs a board in and waits until it is there. */
    void plug(String spec) {
        BoardSpec.parse(spec).plug(hub, 1, pages, line -> {});
        awaitArrival(0);
    }

    /** Waits for an attach after this one, and returns its key. */
    long awaitArrival(long before) {
        await().until(() -> hub.attach(1)
                .filter(attach -> attach.isIdentified() && attach.deviceKey() > before)
                .isPresent());
        session = null;
        return attach().deviceKey();
    }

    VirtualAttach attach() {
        return hub.attach(1).orElseThrow();
    }

    UsbIdentity identity() {
        return attach().identity();
    }

    UsbSession session() throws ChannelException {
        UsbSession open = session;
        if (open == null) {
            open = hub.open(attach().path(), attach().deviceKey(), UsbSession.class);
            open.claim(0);
            session = open;
        }
        return open;
    }

    /** One command and its first answer. */
    String ask(String command) throws ChannelException {
        return send(command.getBytes(StandardCharsets.US_ASCII));
    }

    String send(byte[] bytes) throws ChannelException {
        session().bulkOut(OUT, direct(bytes), PATIENCE, moved -> {});
        return answer();
    }

    String answer() throws ChannelException {
        ByteBuffer into = ByteBuffer.allocateDirect(512);
        session().bulkIn(IN, into, PATIENCE);
        return StandardCharsets.US_ASCII.decode(into.flip()).toString();
    }

    void clearHalts() throws ChannelException {
        session().clearHalt(OUT);
        session().clearHalt(IN);
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    @Override
    public void close() {
        hub.close();
        pages.close();
    }
}
