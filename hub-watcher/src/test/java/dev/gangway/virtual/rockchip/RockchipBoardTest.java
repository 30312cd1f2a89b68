package dev.gangway.virtual.rockchip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A virtual board byte by byte, without our client. */
class RockchipBoardTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private final List<String> console = new ArrayList<>();
    private long seen;

    private UsbSession plugged(String spec) throws ChannelException {
        BoardSpec.parse(spec, 7).plug(hub, 1, pages, console::add);
        return session();
    }

    private UsbSession session() throws ChannelException {
        await().pollInterval(Duration.ofMillis(5)).until(() -> hub.attach(1)
                .filter(attach -> attach.isIdentified() && attach.deviceKey() > seen)
                .isPresent());
        VirtualAttach attach = hub.attach(1).orElseThrow();
        seen = attach.deviceKey();
        UsbSession session = hub.open(attach.path(), seen, UsbSession.class);
        session.claim(0);
        return session;
    }

    @AfterEach
    void close() {
        hub.close();
        pages.close();
    }

    /** Code for an RK3568, which is not RC4-coded, with these two bytes behind it. */
    private static byte[] code(String tag, int sum) {
        byte[] code = (tag + "123456789..").getBytes(StandardCharsets.US_ASCII);
        code[13] = (byte) (sum >> 8);
        code[14] = (byte) sum;
        return code;
    }

    private static void send(UsbSession session, int request, byte[] code) throws ChannelException {
        session.control(new SetupPacket(0x40, 0xc, 0, request, code.length), ByteBuffer.wrap(code), SHORT);
    }

    @Test
    void theBootRomRefusesCodeWhoseSumIsWrongAndTakesItThen() throws Exception {
        UsbSession session = plugged("rockchip:soc=rk3568");
        // CRC-16/CCITT-FALSE of "RK35123456789", worked out elsewhere.
        int sum = 0xf44c;
        ChannelException wrong =
                catchThrowableOfType(ChannelException.class, () -> send(session, 0x471, code("RK35", sum ^ 1)));

        assertThat(wrong.fault()).isEqualTo(ChannelFault.STALL);
        send(session, 0x471, code("RK35", sum));
        send(session, 0x472, code("RK35", sum));

        assertThat(session().identity().pid()).isEqualTo(0x350a);
        assertThat(console).contains("boot ROM: the check sum is wrong", "rockchip: what the boot ROM was given runs");
    }

    @Test
    void codeThatCannotRunHangsTheBootRom() throws Exception {
        UsbSession session = plugged("rockchip:soc=rk3568");

        send(session, 0x472, code("RK35", 0xf44c));

        assertThat(catchThrowableOfType(ChannelException.class, () -> send(session, 0x471, code("RK35", 0xf44c)))
                        .fault())
                .isEqualTo(ChannelFault.TIMEOUT);
        assertThat(console).contains("boot ROM: there is no memory to run it from");
    }

    @Test
    void otherRequestsStall() throws Exception {
        UsbSession session = plugged("rockchip:soc=rk3568");

        assertThat(catchThrowableOfType(ChannelException.class, () -> send(session, 0x470, new byte[5]))
                        .fault())
                .isEqualTo(ChannelFault.STALL);
    }

    private static String ask(UsbSession session, String command, int bytes) throws ChannelException {
        session.bulkOut(0x02, ByteBuffer.wrap(HexFormat.of().parseHex(command.replace(" ", ""))), SHORT);
        ByteBuffer into = ByteBuffer.allocate(Math.max(bytes, 13));
        if (bytes > 0) {
            session.bulkIn(0x81, into.limit(bytes), SHORT);
            assertThat(into.remaining()).isZero();
        }
        byte[] data = new byte[into.position()];
        into.flip().get(data);
        ByteBuffer status = ByteBuffer.allocate(13);
        session.bulkIn(0x81, status, SHORT);
        return HexFormat.of().formatHex(data) + " " + HexFormat.of().formatHex(status.array());
    }

    @Test
    void theLoaderAnswersByteByByte() throws Exception {
        UsbSession session = plugged("rockchip:soc=rk3399,starts=loader,size=16M");

        assertThat(session.identity().bcdUsb()).isEqualTo(0x0201);
        assertThat(ask(session, "55534243 01020304 05000000 80 00 06 01 00 00000000 00 0000 00000000000000", 5))
                .isEqualTo("454d4d4320 55534253010203040000000000");
        assertThat(ask(session, "55534243 01020305 0b000000 80 00 06 1a 00 00000000 00 0000 00000000000000", 11))
                .isEqualTo("0080000000040400280001 55534253010203050000000000");
        // Is it ready? A question without data, of either direction.
        assertThat(ask(session, "55534243 01020308 00000000 80 00 06 00 00 00000000 00 0000 00000000000000", 0))
                .isEqualTo(" 55534253010203080000000000");
        assertThat(ask(session, "55534243 01020309 00000000 00 00 06 00 00 00000000 00 0000 00000000000000", 0))
                .isEqualTo(" 55534253010203090000000000");
        // Sector 0x8000 is the first that is not there: its data is zeros and its status says failed.
        assertThat(ask(session, "55534243 01020306 00020000 80 00 0a 14 00 00008000 00 0001 00000000000000", 512))
                .endsWith("00 55534253010203060000000001");
        assertThat(ask(session, "55534243 01020307 00000000 00 00 06 77 00 00000000 00 0000 00000000000000", 0))
                .isEqualTo(" 55534253010203070000000001");
    }

    @Test
    void aBlockThatIsNoCommandHaltsTheEndpointAndAResetClearsIt() throws Exception {
        UsbSession session = plugged("rockchip:starts=loader");

        ChannelException refused = catchThrowableOfType(
                ChannelException.class, () -> session.bulkOut(0x02, ByteBuffer.allocate(31), SHORT));

        assertThat(refused.fault()).isEqualTo(ChannelFault.STALL);
        session.reset();
        assertThat(ask(session, "55534243 01020304 05000000 80 00 06 01 00 00000000 00 0000 00000000000000", 5))
                .startsWith("454d4d4320");
    }
}
