package dev.gangway.dfu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbSession;
import dev.gangway.format.ImageData;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.dfu.DfuBoard;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A virtual board and our client. */
final class DfuRig implements AutoCloseable {
    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private final List<String> console = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final DfuBoard board;
    private long seen;

    DfuRig(String spec) {
        board = (DfuBoard) BoardSpec.parse(spec, 7).plug(hub, 1, pages, console::add);
    }

    /** Waits for the board to be on the bus anew, and opens it. */
    DfuDevice open() throws Exception {
        return DfuDevice.open(session(), time -> {
            pauses.add(time);
            Pauses.UNSTOPPED.pause(time);
        });
    }

    /** The same without the client. */
    UsbSession session() throws ChannelException {
        await().until(() -> hub.attach(1)
                .filter(attach -> attach.isIdentified() && attach.deviceKey() > seen)
                .isPresent());
        VirtualAttach attach = hub.attach(1).orElseThrow();
        seen = attach.deviceKey();
        return hub.open(attach.path(), seen, UsbSession.class);
    }

    DfuBoard board() {
        return board;
    }

    List<String> console() {
        return console;
    }

    /** How long the client waited, each time. */
    List<Duration> pauses() {
        return pauses;
    }

    boolean onTheBus() {
        return hub.attach(1).isPresent();
    }

    static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static ImageData image(byte[] bytes) {
        return ImageData.of(ByteBuffer.wrap(bytes));
    }

    static boolean write(DfuDevice device, String memory, long at, byte[] bytes) throws FailureException {
        return device.write(device.memory(memory), at, false, image(bytes), 0, bytes.length, moved -> {});
    }

    static void verify(DfuDevice device, String memory, long at, byte[] bytes) throws FailureException {
        device.verify(device.memory(memory), at, image(bytes), 0, bytes.length, moved -> {});
    }

    static Failure failure(ThrowingCallable call) {
        FailureException thrown = catchThrowableOfType(FailureException.class, call);
        assertThat(thrown).as("a failure").isNotNull();
        return thrown.failure();
    }

    @Override
    public void close() {
        hub.close();
        pages.close();
    }
}
