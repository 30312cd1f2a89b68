package dev.gangway.rockchip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.UsbSession;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.RockchipLoader;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.rockchip.RockchipBoard;
import dev.gangway.virtual.rockchip.SampleLoader;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A virtual board and our client. */
final class RockchipRig implements AutoCloseable {
    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private final List<String> console = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final RockchipBoard board;
    private long seen;

    RockchipRig(String spec) {
        board = (RockchipBoard) BoardSpec.parse(spec, 7).plug(hub, 1, pages, console::add);
    }

    /** Waits for the board to be on the bus anew, and opens it. */
    RockchipDevice open() throws Exception {
        return RockchipDevice.open(session(), pauses::add);
    }

    /** The board with its loader running. */
    RockchipDevice loaded() throws Exception {
        RockchipDevice rom = open();
        download(rom, loader("rk3399", 5000, 6000));
        return open();
    }

    private UsbSession session() throws ChannelException {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(() -> hub.attach(1)
                .filter(attach -> attach.isIdentified() && attach.deviceKey() > seen)
                .isPresent());
        VirtualAttach attach = hub.attach(1).orElseThrow();
        seen = attach.deviceKey();
        return hub.open(attach.path(), seen, UsbSession.class);
    }

    RockchipBoard board() {
        return board;
    }

    List<String> console() {
        return console;
    }

    List<Duration> pauses() {
        return pauses;
    }

    boolean onTheBus() {
        return hub.attach(1).isPresent();
    }

    static byte[] loader(String soc, int memory, int plug) {
        return SampleLoader.make(soc, memory, plug, 3, 11);
    }

    static void download(RockchipDevice device, byte[] file) throws FailureException, FormatException {
        ImageData data = image(file);
        device.download(RockchipLoader.parse(data), data, moved -> {});
    }

    static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static ImageData image(byte[] bytes) {
        return ImageData.of(ByteBuffer.wrap(bytes));
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
