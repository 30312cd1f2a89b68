package dev.gangway.virtual.uf2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.UsbSession;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tools ask the ROM before they write, byte by byte. */
class PicobootRomTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int READ = 0x84;
    private static final int GET_INFO = 0x8b;

    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);

    @AfterEach
    void close() {
        hub.close();
        pages.close();
    }

    private UsbSession plug(String spec) throws Exception {
        BoardSpec.parse(spec, 1).plug(hub, 1, pages, line -> {});
        await().until(() -> hub.attach(1).filter(VirtualAttach::isIdentified).isPresent());
        VirtualAttach attach = hub.attach(1).orElseThrow();
        UsbSession session = hub.open(attach.path(), attach.deviceKey(), UsbSession.class);
        session.claim(1);
        return session;
    }

    private static ByteBuffer ask(UsbSession session, int command, int length, int first, int second)
            throws ChannelException {
        ByteBuffer words = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        words.putInt(0x431fd10b)
                .putInt(1)
                .put((byte) command)
                .put((byte) 8)
                .putShort((short) 0)
                .putInt(length);
        words.putInt(first).putInt(second).clear();
        session.bulkOut(3, words, SOON);
        ByteBuffer answer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        session.bulkIn(0x84, answer, SOON);
        session.bulkOut(3, ByteBuffer.allocate(0), SOON);
        return answer.flip();
    }

    @ParameterizedTest
    @CsvSource({"rp2040, 1", "rp2350, 2"})
    void theRomTellsItsGeneration(String board, int generation) throws Exception {
        UsbSession session = plug("uf2:board=" + board);

        assertThat(ask(session, READ, 4, 0x10, 4).array()).containsExactly('M', 'u', generation, 2);
        assertThat(ask(session, READ, 4, 0x10000000, 4).array()).containsOnly(0);
    }

    @Test
    void theSecondChipTellsThatABlockMayGoAnywhere() throws Exception {
        ByteBuffer answer = ask(plug("uf2:board=rp2350"), GET_INFO, 256, 3, 0xe48bff59);

        assertThat(answer.remaining()).isEqualTo(256);
        assertThat(answer.getInt(0)).isEqualTo(3);
        assertThat(answer.getInt(4)).as("no partition").isEqualTo(0xff);
        assertThat(answer.getInt(8) & 0x1fff).as("its first sector").isZero();
        assertThat(answer.getInt(8) >>> 13 & 0x1fff).as("its last").isEqualTo(8191);
    }

    @Test
    void theFirstChipDoesNotKnowThatQuestion() throws Exception {
        UsbSession session = plug("uf2");

        assertThatThrownBy(() -> ask(session, GET_INFO, 256, 3, 0xe48bff56)).isInstanceOf(ChannelException.class);
    }
}
