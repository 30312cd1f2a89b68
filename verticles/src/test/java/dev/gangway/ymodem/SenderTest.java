package dev.gangway.ymodem;

import static dev.gangway.ymodem.Pair.content;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.format.ImageData;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sending end, asked by what receivers really said: the recordings of lrzsz and of U-Boot's loady. */
class SenderTest {
    private long now;

    /** What it sends now: length and first bytes of each. */
    private List<String> sent(Sender sender) {
        List<String> all = new ArrayList<>();
        while (true) {
            var next = sender.next(now);
            if (next.isEmpty()) {
                return all;
            }
            byte[] bytes = new byte[next.get().remaining()];
            next.get().get(bytes);
            all.add(bytes.length + " " + HexFormat.of().formatHex(bytes, 0, Math.min(3, bytes.length)));
        }
    }

    private List<String> answer(Sender sender, String hex) {
        sender.take(ByteBuffer.wrap(HexFormat.ofDelimiter(" ").parseHex(hex)), now);
        return sent(sender);
    }

    private List<String> wait(Sender sender, long millis) {
        long end = now + millis;
        List<String> all = new ArrayList<>();
        while (sender.due() <= end && !sender.isOver()) {
            now = Math.max(now, sender.due());
            sender.tick(now);
            all.addAll(sent(sender));
        }
        now = end;
        all.addAll(sent(sender));
        return all;
    }

    private Sender sender(SendOptions options, int... sizes) {
        List<Outgoing> files = new ArrayList<>();
        for (int size : sizes) {
            files.add(new Outgoing("a.bin", ImageData.of(ByteBuffer.wrap(content(size)))));
        }
        Sender sender = new Sender(files, options);
        sender.begin(now);
        return sender;
    }

    @Test
    void theRecordedReceiverOfLrzszGetsWhatItsOwnSenderGaveIt() {
        Sender sender = sender(SendOptions.YMODEM, 2100);

        assertThat(sent(sender)).isEmpty();
        assertThat(answer(sender, "43")).containsExactly("133 0100ff");
        // It throws away what comes within milliseconds of its own C.
        assertThat(answer(sender, "06 43")).isEmpty();
        assertThat(wait(sender, 99)).isEmpty();
        assertThat(wait(sender, 1)).containsExactly("1029 0201fe");
        assertThat(answer(sender, "06")).containsExactly("1029 0202fd");
        assertThat(answer(sender, "06")).containsExactly("133 0103fc");
        assertThat(answer(sender, "06")).containsExactly("1 04");
        assertThat(wait(sender, 1000)).isEmpty();
        assertThat(answer(sender, "06 43")).isEmpty();
        assertThat(wait(sender, 100)).containsExactly("133 0100ff");
        assertThat(answer(sender, "06")).isEmpty();
        assertThat(sender.isOver()).isTrue();
        assertThat(sender.failure()).isEmpty();
        assertThat(sender.moved()).isEqualTo(2100);
    }

    @Test
    void theRecordedLoadyAcknowledgesTheEndTwice() {
        Sender sender = sender(SendOptions.YMODEM.small(), 1500);
        answer(sender, "43");
        answer(sender, "06 43");
        assertThat(wait(sender, 100)).containsExactly("133 0101fe");
        for (int block = 2; block <= 12; block++) {
            assertThat(answer(sender, "06")).containsExactly(String.format("133 01%02x%02x", block, 255 - block));
        }
        assertThat(answer(sender, "06")).containsExactly("1 04");
        answer(sender, "06 06 43");
        assertThat(wait(sender, 100)).containsExactly("133 0100ff");
        answer(sender, "06 23 23 20 54 6f 74 61 6c 20 53 69 7a 65");
        assertThat(sender.isOver()).isTrue();
        assertThat(sender.failure()).isEmpty();
    }

    @Test
    void theRecordedDamageIsMendedByABlockSentAgain() {
        Sender sender = sender(SendOptions.YMODEM, 2100);
        answer(sender, "43");
        answer(sender, "06 43");
        wait(sender, 100);
        answer(sender, "06");
        now += 1001;
        assertThat(answer(sender, "15")).containsExactly("1029 0202fd");
        assertThat(answer(sender, "06")).containsExactly("133 0103fc");
    }

    @Test
    void aReceiverThatThrewTheFirstBlockAwayGetsItWhenItAsksAgain() {
        Sender sender = sender(SendOptions.YMODEM, 300);
        answer(sender, "43");
        answer(sender, "06 43");
        assertThat(wait(sender, 100)).containsExactly("133 0101fe");
        assertThat(wait(sender, 13_900)).isEmpty();
        assertThat(answer(sender, "43")).containsExactly("133 0101fe");
    }

    @Test
    void anEmptyFileIsAnEndAtOnce() {
        Sender sender = sender(SendOptions.YMODEM, 0);
        answer(sender, "43");
        answer(sender, "06 43");
        assertThat(wait(sender, 100)).containsExactly("1 04");
    }

    @Test
    void anEndThatIsRefusedIsSentAgain() {
        Sender sender = sender(SendOptions.YMODEM, 10);
        answer(sender, "43");
        answer(sender, "06 43");
        wait(sender, 100);
        assertThat(answer(sender, "06")).containsExactly("1 04");
        assertThat(answer(sender, "15")).containsExactly("1 04");
        answer(sender, "06 43");
        assertThat(wait(sender, 100)).containsExactly("133 0100ff");
    }

    @Test
    void aReceiverThatAsksForSumsGetsThem() {
        Sender sender = sender(SendOptions.YMODEM.withoutHeaders().small(), 300);

        assertThat(answer(sender, "15")).isEmpty();
        assertThat(wait(sender, 100)).containsExactly("132 0101fe");
        assertThat(answer(sender, "06")).containsExactly("132 0102fd");
    }

    @Test
    void aSparkIsNotWaitedFor() {
        Sender sender = sender(SendOptions.SPARK, 200);

        assertThat(sent(sender)).containsExactly("133 0100ff");
        assertThat(wait(sender, 65_000)).as("it erases").isEmpty();
        assertThat(answer(sender, "06 43")).containsExactly("133 0101fe");
        assertThat(answer(sender, "06")).containsExactly("133 0102fd");
        assertThat(answer(sender, "06")).containsExactly("1 04");
        assertThat(answer(sender, "06")).containsExactly("133 0100ff");
        answer(sender, "06");
        assertThat(sender.isOver()).isTrue();
        assertThat(sender.failure()).isEmpty();
    }

    @Test
    void aReceiverThatNeverAsksIsGivenUpAndTold() {
        Sender sender = sender(SendOptions.YMODEM, 200);

        assertThat(wait(sender, 60_000)).containsExactly("20 181818");
        assertThat(sender.failure().map(Failure::kind)).contains(FailureKind.TRANSFER_TIMEOUT);
        assertThat(sender.failure().map(Failure::message).orElse("")).contains("60 s", "not waiting");
    }

    @Test
    void twoCansEndItAndOneDoesNot() {
        Sender sender = sender(SendOptions.YMODEM, 5000);
        answer(sender, "43");
        answer(sender, "06 43");
        wait(sender, 100);
        answer(sender, "18");
        assertThat(sender.isOver()).isFalse();
        assertThat(answer(sender, "06")).containsExactly("1029 0202fd");
        answer(sender, "18 18");
        assertThat(sender.failure().map(Failure::kind)).contains(FailureKind.TRANSFER_FAILED);
        assertThat(sender.failure().map(Failure::message).orElse("")).contains("byte 1024");
    }

    @Test
    void aRefusalBeforeTheFirstBlockIsAboutTheFile() {
        Sender sender = sender(SendOptions.YMODEM, 5000);
        answer(sender, "43");
        answer(sender, "18 18");

        assertThat(sender.failure().map(Failure::kind)).contains(FailureKind.BOARD_REFUSED);
    }

    @Test
    void aBlockIsSentTenTimesMoreAndThenNoMore() {
        Sender sender = sender(SendOptions.YMODEM, 5000);
        answer(sender, "43");
        answer(sender, "06 43");
        wait(sender, 100);
        for (int i = 0; i < 10; i++) {
            assertThat(answer(sender, "15")).containsExactly("1029 0201fe");
        }
        assertThat(answer(sender, "15")).containsExactly("20 181818");
        assertThat(sender.failure().map(Failure::kind)).contains(FailureKind.UPLOAD_DAMAGED);
    }

    @Test
    void aBoardThatDiesInTheMiddleIsAskedThreeTimes() {
        Sender sender = sender(SendOptions.YMODEM, 5000);
        answer(sender, "43");
        answer(sender, "06 43");
        wait(sender, 100);

        assertThat(wait(sender, 61_000)).containsExactly("1029 0201fe", "1029 0201fe", "1029 0201fe", "20 181818");
        assertThat(sender.failure().map(Failure::kind)).contains(FailureKind.TRANSFER_TIMEOUT);
    }

    @Test
    void aStreamIsNotAcknowledgedBlockByBlock() {
        Sender sender = sender(SendOptions.YMODEM, 2100);
        assertThat(answer(sender, "47")).containsExactly("133 0100ff");
        answer(sender, "47");
        assertThat(wait(sender, 100)).containsExactly("1029 0201fe", "1029 0202fd", "133 0103fc", "1 04");
        answer(sender, "06 47");
        assertThat(wait(sender, 100)).containsExactly("133 0100ff");
    }

    @Test
    void blockNumbersBeginAnewAfter255() {
        Sender sender = sender(SendOptions.YMODEM.small(), 128 * 300);
        answer(sender, "43");
        answer(sender, "06 43");
        wait(sender, 100);
        for (int block = 2; block < 255; block++) {
            answer(sender, "06");
        }
        assertThat(answer(sender, "06")).containsExactly("133 01ff00");
        assertThat(answer(sender, "06")).containsExactly("133 0100ff");
        assertThat(answer(sender, "06")).containsExactly("133 0101fe");
    }

    @Test
    void aBoardThatStartsAnewAndTalksIsNotWaitedFor() {
        Sender sender = sender(SendOptions.YMODEM, 5000);
        answer(sender, "43");
        answer(sender, "06 43");
        wait(sender, 100);

        assertThat(answer(sender, "0d 0a 55 2d 42 6f 6f 74 20 32 30 32 33 2e 30 31"))
                .as("noise")
                .isEmpty();
        assertThat(answer(sender, "0d 0a 44 52 41 4d 3a 20 35 31 32")).containsExactly("20 181818");
        assertThat(sender.failure().map(Failure::message).orElse("")).contains("started anew");
    }
}
