package dev.gangway.ymodem;

import static dev.gangway.ymodem.Pair.content;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our two ends against each other, on sound and on bad lines. */
class TransferTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 129, 1023, 1024, 1025, 1500, 300_000, 1 << 20})
    void aFileOfAnySizeArrives(int size) {
        byte[] content = content(size);
        for (SendOptions options : List.of(SendOptions.YMODEM, SendOptions.YMODEM.small())) {
            Pair pair = Pair.of(options, ReceiveOptions.YMODEM, content).run();

            assertSound(pair);
            assertThat(pair.files()).containsExactly(content);
            assertThat(pair.headers()).containsExactly(new FileHeader("file0.bin", OptionalLong.of(size)));
            assertThat(pair.sender.moved()).isEqualTo(size);
        }
    }

    @Test
    void aFileThatEndsLikeTheFillArrivesWhole() {
        byte[] content = content(160);
        Arrays.fill(content, 150, 160, (byte) 0x1a);

        Pair pair = Pair.of(SendOptions.YMODEM, ReceiveOptions.YMODEM, content).run();

        assertThat(pair.files()).containsExactly(content);
    }

    @Test
    void severalFilesGoInOneBatch() {
        Pair pair = Pair.of(SendOptions.YMODEM, ReceiveOptions.YMODEM, content(300), content(0), content(2100))
                .run();

        assertSound(pair);
        assertThat(pair.files()).containsExactly(content(300), content(0), content(2100));
        assertThat(pair.sender.files()).isEqualTo(3);
    }

    @Test
    void aStreamArrives() {
        Pair pair = Pair.of(SendOptions.YMODEM, ReceiveOptions.STREAM, content(50_000), content(7))
                .run();

        assertSound(pair);
        assertThat(pair.files()).containsExactly(content(50_000), content(7));
        assertThat(pair.log).doesNotContain("<1:15").filteredOn("<1:06"::equals).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CRC", "SUM"})
    void xmodemFillsTheLastBlock(String opening) {
        Pair pair = Pair.of(
                        SendOptions.YMODEM.withoutHeaders().small(),
                        ReceiveOptions.XMODEM.opening(ReceiveOptions.Opening.valueOf(opening)),
                        content(300))
                .run();

        assertSound(pair);
        byte[] filled = Arrays.copyOf(content(300), 384);
        Arrays.fill(filled, 300, 384, (byte) 0x1a);
        assertThat(pair.files()).containsExactly(filled);
        assertThat(pair.log).contains(opening.equals("SUM") ? ">132:01" : ">133:01");
    }

    @Test
    void aDamagedBlockIsSentAgainWhenTheLineIsQuiet() {
        Pair pair = Pair.of(SendOptions.YMODEM, ReceiveOptions.YMODEM, content(5000))
                .spoilingData(once(3, bytes -> {
                    bytes[500] ^= 1;
                    return bytes;
                }))
                .run();

        assertSound(pair);
        assertThat(pair.files()).containsExactly(content(5000));
        assertThat(pair.took()).isBetween(1000L, 2000L);
    }

    @Test
    void aLostAcknowledgementStoresNothingTwice() {
        for (int which = 0; which < 12; which++) {
            Pair pair = Pair.of(SendOptions.YMODEM, ReceiveOptions.YMODEM, content(5000))
                    .spoilingAnswers(once(which, bytes -> new byte[0]))
                    .run();

            assertSound(pair);
            assertThat(pair.files()).as("answer %d lost", which).containsExactly(content(5000));
        }
    }

    @Test
    void aDoubledAnswerIsNoAnswerToTheNextBlock() {
        for (int which = 0; which < 12; which++) {
            Pair pair = Pair.of(SendOptions.YMODEM, ReceiveOptions.YMODEM, content(5000))
                    .spoilingAnswers(once(which, bytes -> new byte[] {bytes[0], bytes[0]}))
                    .run();

            assertSound(pair);
            assertThat(pair.files()).as("answer %d doubled", which).containsExactly(content(5000));
        }
    }

    @Test
    void twoCansWithinABlockCancelNothing() {
        byte[] content = new byte[3000];
        Arrays.fill(content, (byte) Signs.CAN);

        assertThat(Pair.of(SendOptions.YMODEM, ReceiveOptions.YMODEM, content)
                        .run()
                        .files())
                .containsExactly(content);
    }

    @Test
    void aBlockWhoseFirstByteIsLostCancelsNothingEither() {
        byte[] content = new byte[3000];
        Arrays.fill(content, (byte) Signs.CAN);

        Pair pair = Pair.of(SendOptions.YMODEM, ReceiveOptions.YMODEM, content)
                .spoilingData(once(2, bytes -> Arrays.copyOfRange(bytes, 1, bytes.length)))
                .run();

        assertSound(pair);
        assertThat(pair.files()).containsExactly(content);
    }

    @Test
    void whatLooksLikeAnEndInTheMiddleIsNone() {
        Pair pair = Pair.of(SendOptions.YMODEM, ReceiveOptions.YMODEM, content(5000))
                .spoilingData(once(3, bytes -> new byte[] {Signs.EOT}))
                .run();

        assertSound(pair);
        assertThat(pair.files()).containsExactly(content(5000));
    }

    @Test
    void aStreamThatLosesABlockIsCalledOff() {
        Pair pair = Pair.of(SendOptions.YMODEM, ReceiveOptions.STREAM, content(50_000))
                .spoilingData(once(9, bytes -> new byte[0]))
                .run();

        assertThat(pair.receiver.failure()).isPresent();
        assertThat(pair.sender.failure().map(Failure::kind)).contains(FailureKind.TRANSFER_FAILED);
        assertThat(pair.files()).isEmpty();
    }

    @Test
    void aLineThatDamagesEverythingEndsTheTransfer() {
        Pair pair = Pair.of(SendOptions.YMODEM, ReceiveOptions.YMODEM, content(5000))
                .spoilingData(bytes -> {
                    if (bytes.length > 200) {
                        bytes[100] ^= 4;
                    }
                    return bytes;
                })
                .run();

        assertThat(pair.sender.failure()).isPresent();
        assertThat(pair.receiver.failure()).isPresent();
    }

    /** Whatever a line loses, doubles or flips: what both ends call a success is the file that was sent. */
    @Test
    void noNoiseMakesAnotherFile() {
        int arrived = 0;
        for (int seed = 0; seed < 400; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] content = content(3000 + seed);
            Pair pair = Pair.of(
                            seed % 2 == 0 ? SendOptions.YMODEM.small() : SendOptions.YMODEM,
                            ReceiveOptions.YMODEM,
                            content)
                    .spoilingData(bytes -> spoilt(bytes, random))
                    .spoilingAnswers(bytes -> spoilt(bytes, random))
                    .run();

            assertThat(pair.sender.isOver() && pair.receiver.isOver())
                    .as("seed %d ends", seed)
                    .isTrue();
            if (pair.receiver.failure().isEmpty()) {
                assertThat(pair.files()).as("seed %d", seed).containsExactly(content);
                arrived++;
            }
            if (pair.sender.failure().isEmpty()) {
                assertThat(pair.files()).as("seed %d", seed).containsExactly(content);
            }
        }
        assertThat(arrived).isGreaterThan(350);
    }

    private static byte[] spoilt(byte[] bytes, SplittableRandom random) {
        if (random.nextInt(25) != 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(3)) {
            case 0 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + 1, bytes.length));
            case 1 -> joined(Arrays.copyOf(bytes, at + 1), Arrays.copyOfRange(bytes, at, bytes.length));
            default -> {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
        };
    }

    private static byte[] joined(byte[] one, byte[] two) {
        byte[] all = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, all, one.length, two.length);
        return all;
    }

    private static UnaryOperator<byte[]> once(int which, UnaryOperator<byte[]> change) {
        AtomicInteger seen = new AtomicInteger();
        return bytes -> seen.getAndIncrement() == which ? change.apply(bytes) : bytes;
    }

    private static void assertSound(Pair pair) {
        assertThat(pair.sender.failure()).as("%s", pair.log).isEmpty();
        assertThat(pair.receiver.failure()).as("%s", pair.log).isEmpty();
        assertThat(pair.sender.isOver() && pair.receiver.isOver())
                .as("%s", pair.log)
                .isTrue();
    }
}
