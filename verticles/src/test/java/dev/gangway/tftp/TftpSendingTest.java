package dev.gangway.tftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A transfer without network and clock. */
class TftpSendingTest {
    private static final long MILLI = 1_000_000;

    private final List<ByteBuffer> sent = new ArrayList<>();
    private long now = 5_000_000_000L;

    private static byte[] bytes(int length) {
        byte[] content = new byte[length];
        new SplittableRandom(length).nextBytes(content);
        return content;
    }

    private static TftpSource file(byte[] content) {
        return new TftpSource() {
            @Override
            public long length() {
                return content.length;
            }

            @Override
            public void read(long from, int count, ByteBuffer into) {
                into.put(content, (int) from, count);
            }
        };
    }

    private static TftpTerms terms(long length, String... options) throws TftpRefusal {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put(options[i], options[i + 1]);
        }
        return TftpTerms.of(new TftpPacket.Request("a", "octet", map), length);
    }

    private TftpSending sending(byte[] content, String... options) throws TftpRefusal {
        TftpSending sending = new TftpSending(file(content), terms(content.length, options), this::keep);
        sending.start(now);
        return sending;
    }

    private void keep(ByteBuffer packet) {
        sent.add(ByteBuffer.allocate(packet.remaining()).put(packet).flip());
    }

    private List<String> taken() {
        List<String> all = sent.stream()
                .map(packet -> switch (packet.getShort(0)) {
                    case TftpPacket.DATA -> "data " + (packet.getShort(2) & 0xffff) + "+" + (packet.remaining() - 4);
                    case TftpPacket.OACK ->
                        "oack "
                                + StandardCharsets.US_ASCII
                                        .decode(packet.slice(2, packet.remaining() - 2))
                                        .toString()
                                        .replace('\0', ' ')
                                        .strip();
                    default -> "error " + packet.getShort(2);
                })
                .toList();
        sent.clear();
        return all;
    }

    private void ack(TftpSending sending, int block) {
        now += MILLI;
        sending.take(new TftpPacket.Ack(block), now);
    }

    @Test
    void withoutOptionsTheFirstBlockComesAtOnceAndAnEmptyOneEndsAFileOfFullBlocks() throws TftpRefusal {
        TftpSending sending = sending(bytes(1024));

        assertThat(taken()).containsExactly("data 1+512");
        ack(sending, 1);
        assertThat(taken()).containsExactly("data 2+512");
        ack(sending, 2);
        assertThat(taken()).containsExactly("data 3+0");
        ack(sending, 3);
        assertThat(taken()).isEmpty();
        assertThat(sending.state()).isEqualTo(TftpSending.State.DELIVERED);
        assertThat(sending.delivered()).isEqualTo(1024);
        assertThat(sending.resent()).isZero();
    }

    /** U-Boot refuses another timeout than its own, and a larger block. */
    @Test
    void whatUbootAsksForIsConfirmedAsItAsked() throws TftpRefusal {
        TftpSending sending =
                sending(bytes(3000), "timeout", "5", "blksize", "1468", "windowsize", "2", "utimeout", "9");

        assertThat(taken()).containsExactly("oack blksize 1468 timeout 5 windowsize 2");
        ack(sending, 0);
        assertThat(taken()).containsExactly("data 1+1468", "data 2+1468");
        ack(sending, 2);
        assertThat(taken()).containsExactly("data 3+64");
    }

    @Test
    void valuesOutOfRangeAreLeftOutAndTheSizeIsTold() throws TftpRefusal {
        sending(bytes(10), "blksize", "7", "timeout", "0", "tsize", "0");
        assertThat(taken()).containsExactly("oack tsize 10");

        sending(bytes(10), "blksize", "99999", "timeout", "256");
        assertThat(taken()).containsExactly("oack blksize 65464");

        assertThatThrownBy(() -> terms(10, "windowsize", "0"))
                .isInstanceOfSatisfying(
                        TftpRefusal.class, refused -> assertThat(refused.code()).isEqualTo(TftpPacket.OPTIONS));
    }

    /** Sorcerer's Apprentice: a network that doubles packets would have each block go twice until the end. */
    @Test
    void anAcknowledgementThatComesTwiceSendsNothing() throws TftpRefusal {
        TftpSending sending = sending(bytes(5000));
        taken();
        ack(sending, 1);
        assertThat(taken()).containsExactly("data 2+512");

        ack(sending, 1);
        ack(sending, 1);
        sending.tick(now);
        assertThat(taken()).isEmpty();

        ack(sending, 2);
        assertThat(taken()).containsExactly("data 3+512");
        assertThat(sending.resent()).isZero();
    }

    @Test
    void aRepeatedAcknowledgementMakesTheWaitShorter() throws TftpRefusal {
        TftpSending sending = sending(bytes(5000), "windowsize", "4");
        ack(sending, 0);
        taken();
        long usual = sending.due();

        ack(sending, 0);

        assertThat(sending.due()).isLessThan(usual);
        sending.tick(sending.due());
        assertThat(taken()).containsExactly("data 1+512", "data 2+512", "data 3+512", "data 4+512");
        assertThat(sending.resent()).isEqualTo(4);
    }

    @Test
    void anAcknowledgementWithinTheWindowGoesOnBehindIt() throws TftpRefusal {
        TftpSending sending = sending(bytes(5000), "windowsize", "4");
        ack(sending, 0);
        taken();

        ack(sending, 2);

        assertThat(taken()).containsExactly("data 3+512", "data 4+512", "data 5+512", "data 6+512");
        assertThat(sending.resent()).isEqualTo(2);
    }

    @Test
    void anAcknowledgementOfWhatWasNeverSentIsIgnored() throws TftpRefusal {
        TftpSending sending = sending(bytes(50_000), "windowsize", "4");
        ack(sending, 0);
        taken();

        ack(sending, 5);
        ack(sending, 65_535);

        assertThat(taken()).isEmpty();
        assertThat(sending.state()).isEqualTo(TftpSending.State.RUNNING);
    }

    @Test
    void aSilentClientIsAskedEverMoreSeldomAndGivenUpInTheEnd() throws TftpRefusal {
        TftpSending sending = sending(bytes(100));
        List<Long> waits = new ArrayList<>();
        while (sending.state() == TftpSending.State.RUNNING) {
            waits.add((sending.due() - now) / (1000 * MILLI));
            now = sending.due();
            sending.tick(now);
        }

        assertThat(waits).startsWith(1L, 2L, 4L, 5L, 5L).hasSizeLessThan(15);
        assertThat(taken()).endsWith("error 0");
        assertThat(sending.trouble()).hasValueSatisfying(why -> assertThat(why).contains("too long"));
    }

    @Test
    void aClientThatGivesUpEndsIt() throws TftpRefusal {
        TftpSending sending = sending(bytes(100));
        sending.take(new TftpPacket.GivenUp(3, "disk full"), now);

        assertThat(sending.trouble()).contains("the client gave up: error 3, disk full");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void blockNumbersBeginAnewBehind65535(int window) throws TftpRefusal {
        byte[] content = bytes(8 * 140_001 + 3);
        TftpSending sending = sending(content, "blksize", "8", "windowsize", Integer.toString(window));
        TftpReader reader = new TftpReader(8, window, number -> ack(sending, number));

        while (!sent.isEmpty()) {
            List<ByteBuffer> now = List.copyOf(sent);
            sent.clear();
            now.forEach(reader::take);
        }

        assertThat(reader.content()).isEqualTo(content);
        assertThat(sending.state()).isEqualTo(TftpSending.State.DELIVERED);
        assertThat(sending.resent()).isZero();
    }

    private record Flying(long at, int number, boolean toClient, ByteBuffer packet, int ack) {}

    /** Each packet may get lost, come twice, or come late: the file arrives, or the transfer says that it failed. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 4", "3, 8", "4, 16", "5, 64", "6, 1", "7, 8"})
    void aFileArrivesWholeOverABadNetwork(int seed, int window) throws TftpRefusal {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 40; round++) {
            byte[] content = bytes(random.nextInt(60_000));
            PriorityQueue<Flying> air =
                    new PriorityQueue<>(Comparator.comparingLong(Flying::at).thenComparingInt(Flying::number));
            long[] clock = {0};
            int[] count = {0};
            TftpSending sending = new TftpSending(
                    file(content),
                    terms(content.length, "blksize", "512", "windowsize", Integer.toString(window)),
                    packet -> {
                        ByteBuffer copy = ByteBuffer.allocate(packet.remaining())
                                .put(packet)
                                .flip();
                        fly(random, air, clock[0], count, true, copy, 0);
                    });
            TftpReader reader = new TftpReader(
                    512, window, number -> fly(random, air, clock[0], count, false, ByteBuffer.allocate(0), number));
            sending.start(clock[0]);
            long heard = 0; // something new; what comes again does not stop a client's clock
            while (!reader.isWhole() && sending.state() == TftpSending.State.RUNNING) {
                long next =
                        Math.min(sending.due(), heard + Duration.ofSeconds(5).toNanos());
                Flying first = air.peek();
                if (first != null && first.at() <= next) {
                    air.remove();
                    clock[0] = Math.max(clock[0], first.at());
                    if (first.toClient()) {
                        int before = reader.content().length;
                        reader.take(first.packet().duplicate());
                        heard = reader.content().length > before ? clock[0] : heard;
                    } else {
                        sending.take(new TftpPacket.Ack(first.ack()), clock[0]);
                    }
                } else {
                    clock[0] = Math.max(clock[0], next);
                    if (clock[0] >= sending.due()) {
                        sending.tick(clock[0]);
                    } else {
                        heard = clock[0];
                        reader.late();
                    }
                }
            }
            assertThat(reader.isWhole())
                    .as("round %s: %s %s", round, sending.state(), sending.trouble())
                    .isTrue();
            assertThat(reader.content()).isEqualTo(content);
        }
    }

    private static void fly(
            SplittableRandom random,
            PriorityQueue<Flying> air,
            long now,
            int[] count,
            boolean toClient,
            ByteBuffer packet,
            int ack) {
        int chance = random.nextInt(100);
        int copies = chance < 3 ? 0 : chance < 6 ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long late = random.nextInt(100) < 5 ? 30 * MILLI : MILLI;
            count[0]++;
            air.add(new Flying(now + late, count[0], toClient, packet, ack));
        }
    }
}
