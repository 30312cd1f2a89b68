package dev.gangway.virtual.disk;

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
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The device side of mass storage, byte by byte as Bulk-Only Transport 1.0 has it. */
class DiskFunctionTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int IN = 0x81;
    private static final int OUT = 0x01;
    private static final int[] TEST_UNIT_READY = {0, 0, 0, 0, 0, 0};
    private static final int[] READ_CAPACITY = {0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final int[] REQUEST_SENSE = {3, 0, 0, 0, 18, 0};
    private static final int[] WRITE_ONE = {0x2a, 0, 0, 0, 0, 5, 0, 0, 1, 0};
    private static final int[] READ_ONE = {0x28, 0, 0, 0, 0, 5, 0, 0, 1, 0};

    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private int tag = 100;

    @AfterEach
    void close() {
        hub.close();
        pages.close();
    }

    /** Plugged in, and asked once: what comes first after power-up is a unit attention. */
    private UsbSession plug(String spec) throws ChannelException {
        BoardSpec.parse(spec).plug(hub, 1, pages, line -> {});
        await().until(() -> hub.attach(1).filter(VirtualAttach::isIdentified).isPresent());
        VirtualAttach attach = hub.attach(1).orElseThrow();
        UsbSession session = hub.open(attach.path(), attach.deviceKey(), UsbSession.class);
        session.claim(0);
        command(session, 0, 0, TEST_UNIT_READY);
        assertThat(status(session)).isEqualTo(new Csw(1, 0));
        assertThat(sense(session)).isEqualTo("6/29/00");
        return session;
    }

    private record Csw(int status, int residue) {}

    private void command(UsbSession session, int length, int flags, int... cdb) throws ChannelException {
        ByteBuffer wrapper = ByteBuffer.allocate(31).order(ByteOrder.LITTLE_ENDIAN);
        wrapper.put("USBC".getBytes(StandardCharsets.US_ASCII)).putInt(++tag).putInt(length);
        wrapper.put((byte) flags).put((byte) 0).put((byte) cdb.length);
        for (int each : cdb) {
            wrapper.put((byte) each);
        }
        session.bulkOut(OUT, wrapper.rewind(), SECOND);
    }

    private Csw status(UsbSession session) throws ChannelException {
        ByteBuffer wrapper = ByteBuffer.allocate(13).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(session.bulkIn(IN, wrapper, SECOND)).isEqualTo(13);
        assertThat(new String(wrapper.array(), 0, 4, StandardCharsets.US_ASCII)).isEqualTo("USBS");
        assertThat(wrapper.getInt(4)).isEqualTo(tag);
        return new Csw(wrapper.get(12), wrapper.getInt(8));
    }

    private byte[] read(UsbSession session, int length) throws ChannelException {
        ByteBuffer into = ByteBuffer.allocate(length);
        session.bulkIn(IN, into, SECOND);
        return Arrays.copyOf(into.array(), into.position());
    }

    private String sense(UsbSession session) throws ChannelException {
        command(session, 18, 0x80, REQUEST_SENSE);
        byte[] sense = read(session, 18);
        assertThat(status(session)).isEqualTo(new Csw(0, 0));
        return String.format("%x/%02x/%02x", sense[2] & 0xf, sense[12], sense[13]);
    }

    private static void stalls(UsbSession session, int pipe) throws ChannelException {
        ChannelException stall = catchThrowableOfType(ChannelException.class, () -> {
            if (pipe == IN) {
                session.bulkIn(pipe, ByteBuffer.allocate(13), SECOND);
            } else {
                session.bulkOut(pipe, ByteBuffer.allocate(512), SECOND);
            }
        });
        assertThat(stall.fault()).isEqualTo(ChannelFault.STALL);
        session.clearHalt(pipe);
    }

    @Test
    void tellsWhatItIs() throws Exception {
        UsbSession session = plug("disk:size=8M,block=2048");
        ByteBuffer last = ByteBuffer.allocate(1);
        session.control(new SetupPacket(0xa1, 0xfe, 0, 0, 1), last, SECOND);
        command(session, 36, 0x80, 0x12, 0, 0, 0, 36, 0);
        byte[] inquiry = read(session, 36);
        assertThat(status(session)).isEqualTo(new Csw(0, 0));
        command(session, 8, 0x80, READ_CAPACITY);
        ByteBuffer capacity = ByteBuffer.wrap(read(session, 8));

        assertThat(status(session)).isEqualTo(new Csw(0, 0));
        assertThat(last.get(0)).isZero();
        assertThat(inquiry[0]).isZero();
        assertThat(inquiry[1]).isEqualTo((byte) 0x80);
        assertThat(new String(inquiry, 8, 28, StandardCharsets.US_ASCII)).isEqualTo("Linux   UMS disk 0      0001");
        assertThat(capacity.getInt()).isEqualTo(8 * 1024 / 2 - 1);
        assertThat(capacity.getInt()).isEqualTo(2048);
    }

    @Test
    void keepsWhatIsWritten() throws Exception {
        UsbSession session = plug("disk:size=8M");
        byte[] block = new byte[512];
        Arrays.fill(block, (byte) 0x3c);

        command(session, 512, 0, WRITE_ONE);
        session.bulkOut(OUT, ByteBuffer.wrap(block), SECOND);

        assertThat(status(session)).isEqualTo(new Csw(0, 0));
        command(session, 512, 0x80, READ_ONE);
        assertThat(read(session, 512)).isEqualTo(block);
        assertThat(status(session)).isEqualTo(new Csw(0, 0));
    }

    /** Case 5: the host wants more than there is. */
    @Test
    void haltsBehindDataThatIsShorterThanTheHostWants() throws Exception {
        UsbSession session = plug("disk:size=8M");

        command(session, 64, 0x80, READ_CAPACITY);

        assertThat(read(session, 64)).hasSize(8);
        stalls(session, IN);
        assertThat(status(session)).isEqualTo(new Csw(0, 56));
    }

    /** Case 4: the host wants data of a command that has none. */
    @Test
    void haltsWhereTheHostWantsDataThatThereIsNot() throws Exception {
        UsbSession session = plug("disk:size=8M");

        command(session, 512, 0x80, TEST_UNIT_READY);

        stalls(session, IN);
        assertThat(status(session)).isEqualTo(new Csw(0, 512));
    }

    /** Cases 2, 7, 8, 10 and 13: the host wants less than the device, or the other direction. */
    @Test
    void saysPhaseErrorWhereTheHostMeansSomethingElse() throws Exception {
        UsbSession session = plug("disk:size=8M");

        command(session, 0, 0, READ_ONE);
        assertThat(status(session).status()).isEqualTo(2);
        command(session, 100, 0x80, READ_ONE);
        assertThat(read(session, 100)).hasSize(100);
        assertThat(status(session).status()).isEqualTo(2);
        command(session, 512, 0x80, WRITE_ONE);
        stalls(session, IN);
        assertThat(status(session).status()).isEqualTo(2);
        command(session, 512, 0, READ_ONE);
        stalls(session, OUT);
        assertThat(status(session).status()).isEqualTo(2);
        command(session, 100, 0, WRITE_ONE);
        session.bulkOut(OUT, ByteBuffer.allocate(100), SECOND);
        assertThat(status(session).status()).isEqualTo(2);
    }

    /** Case 9: a command that is refused takes no data. */
    @Test
    void refusesDataOfACommandThatFails() throws Exception {
        UsbSession session = plug("disk:size=8M,fault=read-only");

        command(session, 512, 0, WRITE_ONE);

        stalls(session, OUT);
        assertThat(status(session)).isEqualTo(new Csw(1, 512));
        assertThat(sense(session)).isEqualTo("7/27/00");
        assertThat(sense(session)).as("told once").isEqualTo("0/00/00");
    }

    @Test
    void aWrapperThatIsNoneHaltsBothPipesUntilTheReset() throws Exception {
        UsbSession session = plug("disk:size=8M");

        stalls(session, OUT); // 512 bytes of zeros are no command
        stalls(session, IN);
        stalls(session, OUT);
        session.control(new SetupPacket(0x21, 0xff, 0, 0, 0), ByteBuffer.allocate(0), SECOND);
        session.clearHalt(IN);
        session.clearHalt(OUT);

        command(session, 0, 0, TEST_UNIT_READY);
        assertThat(status(session)).isEqualTo(new Csw(0, 0));
    }

    @Test
    void anEjectedMediumIsGoneUntilItIsPutBack() throws Exception {
        UsbSession session = plug("disk:size=8M");
        command(session, 0, 0, 0x1e, 0, 0, 0, 1, 0);
        assertThat(status(session).status()).isZero();

        command(session, 0, 0, 0x1b, 0, 0, 0, 2, 0);
        assertThat(status(session).status()).isEqualTo(1);
        assertThat(sense(session)).as("held").isEqualTo("5/53/02");
        command(session, 0, 0, 0x1e, 0, 0, 0, 0, 0);
        assertThat(status(session).status()).isZero();
        command(session, 0, 0, 0x1b, 0, 0, 0, 2, 0);
        assertThat(status(session).status()).isZero();
        command(session, 0, 0, TEST_UNIT_READY);
        assertThat(status(session).status()).isEqualTo(1);
        assertThat(sense(session)).isEqualTo("2/3a/00");
        command(session, 0, 0, 0x1b, 0, 0, 0, 3, 0);
        assertThat(status(session).status()).isZero();
        command(session, 0, 0, TEST_UNIT_READY);
        assertThat(status(session).status()).isZero();
    }

    @Test
    void whatItDoesNotKnowOrHaveItRefuses() throws Exception {
        UsbSession session = plug("disk:size=8M");

        command(session, 0, 0, 0x42, 0, 0, 0, 0, 0);
        assertThat(status(session).status()).isEqualTo(1);
        assertThat(sense(session)).isEqualTo("5/20/00");
        command(session, 512, 0x80, 0x28, 0, 0, 0, 0x40, 0, 0, 0, 1, 0);
        stalls(session, IN);
        assertThat(status(session).status()).isEqualTo(1);
        assertThat(sense(session)).isEqualTo("5/21/00");
    }
}
