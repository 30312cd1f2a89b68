package dev.gangway.ymodem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The receiving end, given what lrzsz's sender really sent. */
class ReceiverTest {
    /** The header block of the recording of one file of 300 bytes, whole: the recording leaves zeros out only. */
    private static final String HEADER =
            "0100ff612e62696e0033303020313435323437373034303020313030363434203020312033303000";

    private long now;

    private String said(Receiver receiver) {
        List<String> all = new ArrayList<>();
        while (true) {
            var next = receiver.next(now);
            if (next.isEmpty()) {
                return String.join(" ", all);
            }
            byte[] bytes = new byte[next.get().remaining()];
            next.get().get(bytes);
            all.add(HexFormat.of().formatHex(bytes));
        }
    }

    private String answer(Receiver receiver, byte... bytes) {
        receiver.take(ByteBuffer.wrap(bytes), now);
        return said(receiver);
    }

    private String wait(Receiver receiver, long millis) {
        long end = now + millis;
        List<String> all = new ArrayList<>();
        while (receiver.due() <= end && !receiver.isOver()) {
            now = Math.max(now, receiver.due());
            receiver.tick(now);
            all.add(said(receiver));
        }
        now = end;
        return String.join(" ", all).trim();
    }

    private Receiver receiver(ReceiveOptions options) {
        Receiver receiver = new Receiver(options);
        receiver.begin(now);
        return receiver;
    }

    private static byte[] recorded(String head, int count, int crc) {
        byte[] start = HexFormat.of().parseHex(head);
        byte[] block = Arrays.copyOf(start, 133);
        block[3 + 127] = (byte) count;
        block[131] = (byte) (crc >> 8);
        block[132] = (byte) crc;
        return block;
    }

    private static byte[] block(int number, int size, int fill) {
        byte[] data = new byte[size];
        Arrays.fill(data, (byte) fill);
        return Block.encode(number, ByteBuffer.wrap(data), size, 0, true).array();
    }

    @Test
    void theRecordedSenderOfLrzszIsAnsweredAsItWas() {
        Receiver receiver = receiver(ReceiveOptions.YMODEM);

        assertThat(said(receiver)).isEqualTo("43");
        assertThat(answer(receiver, recorded(HEADER, 3, 0x2876))).isEqualTo("06 43");
        assertThat(answer(receiver, block(1, 128, 1))).isEqualTo("06");
        assertThat(answer(receiver, block(2, 128, 2))).isEqualTo("06");
        assertThat(answer(receiver, block(3, 128, 3))).isEqualTo("06");
        assertThat(answer(receiver, (byte) 4)).as("the first end").isEqualTo("15");
        assertThat(answer(receiver, (byte) 4)).isEqualTo("06 43");
        // Its closing header is not all zeros: the count of the last file's blocks is still in it.
        assertThat(answer(receiver, recorded("0100ff", 3, 0x3063))).isEqualTo("06");
        assertThat(receiver.isOver()).isTrue();
        assertThat(receiver.failure()).isEmpty();

        List<Incoming> got = receiver.got();
        assertThat(got.get(0)).isEqualTo(new Incoming.Began(new FileHeader("a.bin", OptionalLong.of(300))));
        assertThat(got.stream()
                        .filter(Incoming.Data.class::isInstance)
                        .mapToInt(each -> ((Incoming.Data) each).bytes().remaining())
                        .toArray())
                .as("cut to the size that was announced")
                .containsExactly(128, 128, 44);
        assertThat(got.get(4)).isEqualTo(new Incoming.Ended());
    }

    @Test
    void blocksOfBothSizesMayBeMixed() {
        Receiver receiver = receiver(ReceiveOptions.YMODEM);
        said(receiver);
        ByteBuffer header = new FileHeader("x", OptionalLong.of(1152)).encode("");
        answer(receiver, Block.encode(0, header, 1024, 0, true).array());
        assertThat(answer(receiver, block(1, 1024, 7))).isEqualTo("06");
        assertThat(answer(receiver, block(2, 128, 8))).isEqualTo("06");
    }

    @Test
    void aDamagedBlockIsAskedForAgainOnceTheLineIsQuiet() {
        Receiver receiver = withHeader(300);
        byte[] damaged = block(1, 128, 5);
        damaged[50] ^= 1;

        assertThat(answer(receiver, damaged)).isEmpty();
        assertThat(wait(receiver, 999)).isEmpty();
        assertThat(wait(receiver, 1)).as("the first block: it asks as before").isEqualTo("43");
        assertThat(answer(receiver, block(1, 128, 5))).isEqualTo("06");
        byte[] second = block(2, 128, 5);
        second[131] ^= 1;
        answer(receiver, second);
        assertThat(wait(receiver, 1000)).isEqualTo("15");
    }

    @Test
    void aBlockThatComesTwiceIsAcknowledgedAndStoredOnce() {
        Receiver receiver = withHeader(300);
        answer(receiver, block(1, 128, 5));

        assertThat(answer(receiver, block(1, 128, 5))).isEqualTo("06");
        assertThat(receiver.got().stream().filter(Incoming.Data.class::isInstance))
                .hasSize(1);
    }

    @Test
    void aBlockOutOfTurnEndsIt() {
        Receiver receiver = withHeader(300);
        answer(receiver, block(1, 128, 5));

        assertThat(answer(receiver, block(3, 128, 5))).startsWith("181818");
        assertThat(receiver.failure().map(Failure::kind)).contains(FailureKind.PROTOCOL_GARBAGE);
    }

    @Test
    void anEndBeforeTheAnnouncedSizeIsATruncatedFile() {
        Receiver receiver = withHeader(300);
        answer(receiver, block(1, 128, 5));

        assertThat(answer(receiver, (byte) 4)).isEqualTo("15");
        assertThat(answer(receiver, (byte) 4)).startsWith("181818");
        assertThat(receiver.failure().map(Failure::message).orElse("")).contains("128 bytes", "300");
    }

    @Test
    void aHeaderThatComesAgainIsAnsweredAgain() {
        Receiver receiver = withHeader(300);
        ByteBuffer header = new FileHeader("x", OptionalLong.of(300)).encode("");

        assertThat(answer(receiver, Block.encode(0, header, 128, 0, true).array()))
                .isEqualTo("06 43");
        assertThat(receiver.got()).as("one file").hasSize(1);
    }

    @Test
    void cansCountBetweenBlocksOnly() {
        Receiver receiver = withHeader(300);

        assertThat(answer(receiver, block(1, 128, 0x18))).isEqualTo("06");
        assertThat(answer(receiver, (byte) 0x18)).isEmpty();
        assertThat(receiver.isOver()).isFalse();
        answer(receiver, (byte) 0x18);
        assertThat(receiver.failure().map(Failure::kind)).contains(FailureKind.TRANSFER_FAILED);
    }

    @Test
    void manyCansBehindNoiseCount() {
        Receiver receiver = withHeader(300);

        answer(receiver, HexFormat.of().parseHex("7755" + "18".repeat(8) + "08".repeat(8)));
        wait(receiver, 1000);

        assertThat(receiver.failure().map(Failure::message).orElse("")).contains("called the transfer off");
    }

    @Test
    void aSenderThatNeverComesIsAskedTenTimesForACrcAndTenTimesForASum() {
        Receiver receiver = receiver(ReceiveOptions.YMODEM);

        String all = said(receiver) + " " + wait(receiver, 70_000);

        assertThat(all.trim())
                .isEqualTo("43 ".repeat(10) + "15 ".repeat(10).trim() + " " + "18".repeat(10) + "08".repeat(10));
        assertThat(receiver.failure().map(Failure::kind)).contains(FailureKind.TRANSFER_TIMEOUT);
    }

    @Test
    void textBeforeTheHeaderIsNoHarm() {
        Receiver receiver = receiver(ReceiveOptions.YMODEM);
        said(receiver);

        assertThat(answer(receiver, "Sending...\r\n".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
        assertThat(answer(receiver, recorded(HEADER, 3, 0x2876))).isEqualTo("06 43");
    }

    private Receiver withHeader(int size) {
        Receiver receiver = receiver(ReceiveOptions.YMODEM);
        said(receiver);
        ByteBuffer header = new FileHeader("x", OptionalLong.of(size)).encode("");
        assertThat(answer(receiver, Block.encode(0, header, 128, 0, true).array()))
                .isEqualTo("06 43");
        return receiver;
    }
}
