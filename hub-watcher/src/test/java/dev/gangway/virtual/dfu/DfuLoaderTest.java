package dev.gangway.virtual.dfu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbSession;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The device side of DFU, byte by byte as the specification has it. */
class DfuLoaderTest {
    private static final int DNLOAD = 1;
    private static final int UPLOAD = 2;
    private static final int GETSTATUS = 3;
    private static final int CLRSTATUS = 4;
    private static final int ABORT = 6;
    private static final int IDLE = 2;
    private static final int DNBUSY = 4;
    private static final int DNLOAD_IDLE = 5;
    private static final int UPLOAD_IDLE = 9;
    private static final int ERROR = 10;

    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);

    @AfterEach
    void close() {
        hub.close();
        pages.close();
    }

    private UsbSession plug(String spec) throws ChannelException {
        BoardSpec.parse(spec).plug(hub, 1, pages, line -> {});
        await().until(() -> hub.attach(1).isPresent());
        VirtualAttach attach = hub.attach(1).orElseThrow();
        UsbSession session = hub.open(attach.path(), attach.deviceKey(), UsbSession.class);
        session.claim(0);
        return session;
    }

    private static void out(UsbSession session, int request, int value, int... bytes) throws ChannelException {
        ByteBuffer data = ByteBuffer.allocate(bytes.length);
        for (int each : bytes) {
            data.put((byte) each);
        }
        session.control(new SetupPacket(0x21, request, value, 0, bytes.length), data.flip(), Duration.ofSeconds(1));
    }

    private static byte[] in(UsbSession session, int request, int value, int length) throws ChannelException {
        ByteBuffer data = ByteBuffer.allocate(length);
        session.control(new SetupPacket(0xa1, request, value, 0, length), data, Duration.ofSeconds(1));
        byte[] bytes = new byte[data.position()];
        data.flip().get(bytes);
        return bytes;
    }

    private static int state(UsbSession session) throws ChannelException {
        return in(session, GETSTATUS, 0, 6)[4];
    }

    private static void assertStalled(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ChannelException.class, e -> assertThat(e.fault())
                .isEqualTo(ChannelFault.STALL));
    }

    private static void keep(UsbSession session, int... bytes) throws ChannelException {
        out(session, DNLOAD, 0, bytes);
        assertThat(state(session)).isEqualTo(DNBUSY);
        assertThat(state(session)).isEqualTo(DNLOAD_IDLE);
        out(session, DNLOAD, 1);
        state(session);
        assertThat(state(session)).isEqualTo(IDLE);
    }

    private static String read(UsbSession session) throws ChannelException {
        byte[] bytes = in(session, UPLOAD, 0, 4);
        out(session, ABORT, 0);
        return HexFormat.of().formatHex(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "upload-short, 0102, 01020304, a1a2a3a4",
        "upload-corrupt, 01021304, 01020304, a1a2a3a4",
        "upload-stale, 01020304, 01020304, 01020304",
        "fades, 01020304, 00000000, a1a2a3a4",
        "upload-stale+fades, 01020304, 01020304, 01020304",
    })
    void whatIsReadIsNotWhatIsKeptWhenThatIsItsFault(String fault, String first, String second, String afterWriting)
            throws Exception {
        UsbSession session = plug("dfu:block=0ms,fault=" + fault);
        keep(session, 1, 2, 3, 4);

        assertThat(read(session)).isEqualTo(first);
        assertThat(read(session)).isEqualTo(second);
        keep(session, 0xa1, 0xa2, 0xa3, 0xa4);
        assertThat(read(session)).isEqualTo(afterWriting);
    }

    @Test
    void aDfuSeBlockIsStartedByTheStatusThatFollowsIt() throws Exception {
        UsbSession session = plug("spark-core:pace=none");
        out(session, DNLOAD, 0, 0x21, 0, 0, 8, 0);
        assertThat(state(session)).isEqualTo(DNBUSY);
        assertThat(state(session)).isEqualTo(DNLOAD_IDLE);
        out(session, DNLOAD, 3, 0x11, 0x22);
        assertThat(state(session)).isEqualTo(DNBUSY);
        assertThat(state(session)).isEqualTo(DNLOAD_IDLE);

        // An upload is only allowed from idle, and block 3 is one transfer size behind the pointer.
        assertStalled(() -> in(session, UPLOAD, 3, 2));
        assertThat(state(session)).isEqualTo(ERROR);
        out(session, CLRSTATUS, 0);
        assertThat(in(session, UPLOAD, 3, 2)).containsExactly(0x11, 0x22);
        assertThat(state(session)).isEqualTo(UPLOAD_IDLE);
        assertThat(in(session, UPLOAD, 2, 1)).containsExactly(0xff);
        out(session, ABORT, 0);
        assertThat(state(session)).isEqualTo(IDLE);
        assertThat(in(session, UPLOAD, 0, 8)).containsExactly(0, 0x21, 0x41, 0x92);
    }

    @Test
    void flashThatIsNotErasedTakesOnlyZeros() throws Exception {
        UsbSession session = plug("spark-core:pace=none");
        for (int value : new int[] {0xf0, 0x3c}) {
            out(session, DNLOAD, 0, 0x21, 0, 0, 8, 0);
            state(session);
            state(session);
            out(session, DNLOAD, 2, value);
            state(session);
            state(session);
        }

        assertThat(((DfuBoard) hub.board(1).orElseThrow()).read(0, 0x80000, 1)).containsExactly(0x30);
    }

    @Test
    void itsOwnLoaderAndWhatIsNowhereAreRefused() throws Exception {
        UsbSession session = plug("spark-core:pace=none");
        for (int[] address : new int[][] {{0x00, 0x40, 0x00, 0x08}, {0, 0, 0, 0x20}}) {
            out(session, DNLOAD, 0, 0x41, address[0], address[1], address[2], address[3]);
            state(session);
            assertThat(in(session, GETSTATUS, 0, 6)).startsWith(8).contains(ERROR);
            out(session, CLRSTATUS, 0);
        }
    }

    @Test
    void aRequestWhileItIsBusyIsStalledAndChangesNothing() throws Exception {
        UsbSession session = plug("dfu:block=300ms");
        out(session, DNLOAD, 0, 1, 2, 3);
        byte[] busy = in(session, GETSTATUS, 0, 6);
        assertThat(busy).containsExactly(0, 300 & 0xff, 300 >> 8, 0, DNBUSY, 0);

        assertStalled(() -> state(session));

        await().ignoreExceptions().until(() -> state(session) == DNLOAD_IDLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stall@7", "timeout@7:50ms", "short@7"})
    void theCommonFaultsStrikeInControlTransfersToo(String fault) throws Exception {
        UsbSession session = plug("dfu:fault=" + fault);
        assertThat(in(session, GETSTATUS, 0, 6)).hasSize(6);

        if (fault.startsWith("stall")) {
            assertStalled(() -> state(session));
        } else {
            assertThat(in(session, GETSTATUS, 0, 6)).hasSize(fault.startsWith("short") ? 3 : 6);
        }

        assertThat(state(session)).isEqualTo(IDLE);
    }

    @Test
    void aSupplyThatBreaksDownLeavesTheRequestUndone() throws Exception {
        UsbSession session = plug("spark-core:pace=none,fault=disconnect@6:never");
        state(session);

        assertThatThrownBy(() -> state(session))
                .isInstanceOfSatisfying(
                        ChannelException.class, e -> assertThat(e.fault()).isEqualTo(ChannelFault.DISCONNECTED));
        assertThat(hub.moved(1)).isEqualTo(6);
    }
}
