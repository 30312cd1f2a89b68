package dev.gangway.ymodem;

import static dev.gangway.ymodem.Pair.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.Pauses;
import dev.gangway.channel.SerialLine;
import dev.gangway.format.ImageData;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.ymodem.FileBoard;
import dev.gangway.virtual.ymodem.StoredFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client on virtual boards. */
@Timeout(60)
class YmodemBoardTest {
    private static final Duration SECONDS = Duration.ofSeconds(3);

    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);

    @AfterEach
    void close() {
        hub.close();
        pages.close();
    }

    private FileBoard plug(String spec) {
        return (FileBoard) BoardSpec.parse(spec, 7).plug(hub, 1, pages, told -> {});
    }

    private SerialLine line() throws Exception {
        await().until(() -> hub.attach(1).filter(VirtualAttach::isIdentified).isPresent());
        VirtualAttach attach = hub.attach(1).orElseThrow();
        return hub.open(attach.path(), attach.deviceKey(), SerialLine.class);
    }

    private YmodemBoard open() throws Exception {
        return YmodemBoard.open(line(), Pauses.UNSTOPPED);
    }

    private static List<Outgoing> file(int size) {
        return List.of(new Outgoing("firmware.bin", ImageData.of(ByteBuffer.wrap(content(size)))));
    }

    private static Failure failure(ThrowingCallable call) {
        FailureException thrown = catchThrowableOfType(FailureException.class, call);
        assertThat(thrown).as("a failure").isNotNull();
        return thrown.failure();
    }

    private static void ready(YmodemBoard client, String key) throws FailureException {
        client.settle();
        client.type(key);
        client.expect(key.equals("d") ? "download" : "upload", SECONDS);
    }

    /** Gets one file. */
    private static final class OneFile implements YmodemBoard.Inbox {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final List<String> events = new ArrayList<>();

        @Override
        public void began(FileHeader header) {
            events.add(header.name());
        }

        @Override
        public void data(ByteBuffer data) {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void ended() {
            events.add("ended");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"twice", "nak", "once"})
    void aBoardTakesAFileAndGivesItBack(String end) throws Exception {
        FileBoard board = plug("ymodem:end=" + end);
        YmodemBoard client = open();
        AtomicLong moved = new AtomicLong();

        ready(client, "d");
        client.send(file(20_100), SendOptions.YMODEM, moved::addAndGet);
        client.expect("20100 Bytes", SECONDS);

        assertThat(moved).hasValue(20_100);
        assertThat(board.file().map(StoredFile::content)).contains(content(20_100));
        for (ReceiveOptions options : List.of(ReceiveOptions.YMODEM, ReceiveOptions.STREAM)) {
            ready(client, "u");
            OneFile back = new OneFile();
            client.receive(options, back);
            assertThat(back.bytes.toByteArray()).isEqualTo(content(20_100));
            assertThat(back.events).containsExactly("firmware.bin", "ended");
            client.expect("Done.", SECONDS);
        }
    }

    @ParameterizedTest
    @Tag("lab")
    @ValueSource(strings = {"nak-block@9000", "drop-byte@9000"})
    void aDamagedBlockIsSentAgain(String fault) throws Exception {
        FileBoard board = plug("ymodem:fault=" + fault);
        YmodemBoard client = open();
        ready(client, "d");

        client.send(file(20_000), SendOptions.YMODEM, moved -> {});

        assertThat(board.file().map(StoredFile::content)).contains(content(20_000));
    }

    @Test
    @Tag("lab")
    void aBoardThatCallsOffIsHeardAndTakesTheFileAfterwards() throws Exception {
        FileBoard board = plug("ymodem:fault=cancel@9000");
        YmodemBoard client = open();
        ready(client, "d");

        Failure failure = failure(() -> client.send(file(20_000), SendOptions.YMODEM, moved -> {}));

        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSFER_FAILED);
        assertThat(failure.message()).contains("called the transfer", "download aborted");
        ready(client, "d");
        client.send(file(20_000), SendOptions.YMODEM, moved -> {});
        assertThat(board.file().map(StoredFile::content)).contains(content(20_000));
    }

    @Test
    void aFileThatIsTooLargeIsRefusedAtItsHeader() throws Exception {
        plug("ymodem:room=10000");
        YmodemBoard client = open();
        ready(client, "d");

        Failure failure = failure(() -> client.send(file(20_000), SendOptions.YMODEM, moved -> {}));

        assertThat(failure.message()).contains("refuses firmware.bin", "too large");
    }

    @Test
    void anAbandonedTransferIsCalledOffBeforeTheNext() throws Exception {
        FileBoard board = plug("ymodem");
        YmodemBoard client = open();
        ready(client, "d"); // and then nothing

        ready(client, "d");
        client.send(file(3000), SendOptions.YMODEM, moved -> {});

        assertThat(board.file().map(StoredFile::content)).contains(content(3000));
    }

    @Test
    @Tag("lab")
    void aReceiverThatNeverStartsIsGivenUp() throws Exception {
        plug("ymodem:fault=never-starts");
        YmodemBoard client = open();
        client.settle();
        client.type("d");

        Failure failure =
                failure(() -> client.send(file(10), SendOptions.YMODEM.opening(Duration.ofSeconds(1)), moved -> {}));

        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSFER_TIMEOUT);
    }

    @Test
    void aFileThatNobodyWantsIsRefusedToTheBoard() throws Exception {
        plug("ymodem");
        YmodemBoard client = open();
        ready(client, "d");
        client.send(file(5000), SendOptions.YMODEM, moved -> {});
        ready(client, "u");

        Failure failure = failure(() -> client.receive(ReceiveOptions.YMODEM, new YmodemBoard.Inbox() {
            @Override
            public void began(FileHeader header) throws FailureException {
                throw new FailureException(FailureKind.VERIFY_MISMATCH, "too long");
            }

            @Override
            public void data(ByteBuffer bytes) {}

            @Override
            public void ended() {}
        }));

        assertThat(failure.message()).isEqualTo("too long");
        client.expect("Stopped.", SECONDS);
    }

    @Test
    void aSparkInListeningModeTakesFirmwareAndStartsIt() throws Exception {
        FileBoard board = plug("spark-core-serial:pace=none");
        YmodemBoard client = open();
        client.rate(9600);
        client.settle();
        client.type("f");
        client.expect("Waiting for the binary file", SECONDS);

        client.send(file(5000), SendOptions.SPARK, moved -> {});
        client.expect("Size: 5000 bytes", SECONDS);

        await().until(board::runsFile);
        assertThat(board.file().map(StoredFile::content)).contains(content(5000));
    }

    @Test
    void aRateMakesARunningSparkTakeFirmware() throws Exception {
        FileBoard board = plug("spark-core-serial:pace=none,starts=application");
        YmodemBoard client = open();
        client.touch(28800, 9600);
        client.expect("Waiting for the binary file", SECONDS);

        client.send(file(5000), SendOptions.SPARK, moved -> {});
        client.expect("Downloaded file successfully!", SECONDS);

        assertThat(board.file().map(StoredFile::content)).contains(content(5000));
    }

    @Test
    void aSparkSaysThatAFileIsTooLarge() throws Exception {
        plug("spark-core-serial:pace=none");
        YmodemBoard client = open();
        client.type("f");
        client.expect("Waiting for the binary file", SECONDS);

        Failure failure = failure(() -> client.send(file(120_000), SendOptions.SPARK, moved -> {}));

        assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
    }

    @Test
    void silenceAndOtherWordsAreToldApart() throws Exception {
        plug("ymodem");
        YmodemBoard client = open();
        client.settle();

        assertThat(failure(() -> client.expect("word", Duration.ofMillis(100))).kind())
                .isEqualTo(FailureKind.TRANSFER_TIMEOUT);
        client.type("u");
        Failure other = failure(() -> client.expect("word", Duration.ofMillis(300)));
        assertThat(other.kind()).isEqualTo(FailureKind.PROTOCOL_GARBAGE);
        assertThat(other.message()).contains("There is no file.", "\"word\"");
    }

    @Test
    void aBoardThatIsPulledIsACableLost() throws Exception {
        plug("ymodem:fault=disconnect@9000:never");
        YmodemBoard client = open();
        ready(client, "d");

        assertThat(failure(() -> client.send(file(20_000), SendOptions.YMODEM, moved -> {}))
                        .kind())
                .isEqualTo(FailureKind.CABLE_LOST);
    }
}
