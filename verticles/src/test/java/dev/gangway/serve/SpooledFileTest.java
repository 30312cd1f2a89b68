package dev.gangway.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SpooledFileTest {
    @TempDir
    Path folder;

    private final byte[] content = new byte[700_001];

    SpooledFileTest() {
        new SplittableRandom(2).nextBytes(content);
    }

    private SpooledFile spool(InputStream in, OptionalLong length) throws FailureException {
        return SpooledFile.of("the image", () -> incoming(in, length), folder, 1 << 20);
    }

    static SpooledFile.Incoming incoming(InputStream in, OptionalLong length) {
        return new SpooledFile.Incoming(
                in, length, why -> new FailureException(FailureKind.TRANSFER_FAILED, "it broke off", why));
    }

    private static byte[] read(SpooledFile spool, long from, int count) throws IOException {
        ByteBuffer bytes = spool.read(from, count);
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    @Test
    void whatHasComeIsReadWhileTheRestIsOnItsWay() throws Exception {
        PipedOutputStream out = new PipedOutputStream();
        try (SpooledFile spool = spool(new PipedInputStream(out, 1 << 16), OptionalLong.empty())) {
            out.write(content, 0, 1000);
            out.flush();
            await().until(() -> spool.ready() == 1000);
            assertThat(spool.length()).isEmpty();
            assertThat(spool.digest()).isEmpty();
            assertThat(read(spool, 10, 990)).containsExactly(Arrays.copyOfRange(content, 10, 1000));

            CountDownLatch more = new CountDownLatch(1);
            spool.onMore(1000, more::countDown);
            assertThat(more.getCount()).isEqualTo(1);
            out.write(content, 1000, content.length - 1000);
            assertThat(more.await(20, TimeUnit.SECONDS)).isTrue();
            out.close();

            assertThat(spool.whole()).isEqualTo(Digest.of(ByteBuffer.wrap(content)));
            assertThat(spool.length()).hasValue(content.length);
            assertThat(read(spool, 0, content.length)).containsExactly(content);
        }
    }

    @Test
    void noFileIsSeenEvenWhileItGrows() throws Exception {
        PipedOutputStream out = new PipedOutputStream();
        try (SpooledFile spool = spool(new PipedInputStream(out), OptionalLong.empty());
                Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
            assertThat(spool.ready()).isZero();
        }
    }

    @Test
    void oneThatEndsTooSoonIsNoFile() throws Exception {
        try (SpooledFile spool = spool(new ByteArrayInputStream(content), OptionalLong.of(content.length + 1))) {
            assertThatThrownBy(spool::whole).hasMessageContaining("ended after 700001 of 700002 bytes");
            assertThat(spool.failure()).isPresent();
            assertThat(spool.digest()).isEmpty();
            CountDownLatch told = new CountDownLatch(1);
            spool.onMore(content.length, told::countDown);
            assertThat(told.getCount()).isZero();
        }
    }

    @Test
    void oneThatIsTooLargeIsNotKept() throws Exception {
        byte[] large = new byte[(1 << 20) + 1];
        try (SpooledFile told = spool(new ByteArrayInputStream(large), OptionalLong.of(large.length));
                SpooledFile untold = spool(new ByteArrayInputStream(large), OptionalLong.empty())) {
            assertThatThrownBy(told::whole).hasMessageContaining("image-too-large");
            assertThatThrownBy(untold::whole).hasMessageContaining("image-too-large");
            assertThat(told.ready()).isZero();
        }
    }

    @Test
    void whyItCannotBeHadIsTold() throws Exception {
        SpooledFile.Opening refused = () -> {
            throw new FailureException(FailureKind.IMAGE_MISSING, "http://a/b answers with status 404");
        };
        try (SpooledFile spool = SpooledFile.of("the image", refused, folder, 1 << 20)) {
            assertThatThrownBy(spool::whole)
                    .isInstanceOf(FailureException.class)
                    .hasMessage("image-missing: http://a/b answers with status 404");
        }
    }

    @Test
    void aFaultOfTheProgramDoesNotLeaveAnybodyWaiting() throws Exception {
        SpooledFile.Opening broken = () -> {
            throw new IllegalStateException("oops");
        };
        try (SpooledFile spool = SpooledFile.of("the image", broken, folder, 1 << 20)) {
            assertThatThrownBy(spool::whole)
                    .hasMessageContaining("internal-error")
                    .hasMessageContaining("oops");
        }
    }

    @Test
    void closingItEndsADownloadThatWaits() throws Exception {
        PipedOutputStream out = new PipedOutputStream();
        SpooledFile spool = spool(new PipedInputStream(out), OptionalLong.empty());
        out.write(1);
        out.flush();
        await().until(() -> spool.ready() == 1);

        spool.close();

        assertThat(spool.failure()).isPresent();
        assertThatThrownBy(() -> spool.read(0, 1)).isInstanceOf(IOException.class);
    }

    /** The kernel's own full disk. */
    @Test
    void aFullDiskOfTheStationIsToldWithWhatToDo() throws Exception {
        FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.READ, StandardOpenOption.WRITE);
        try (SpooledFile spool = SpooledFile.into(
                full,
                "the image",
                () -> incoming(new ByteArrayInputStream(content), OptionalLong.of(content.length)),
                1 << 20)) {
            await().until(() -> spool.failure().isPresent());

            assertThat(spool.failure().orElseThrow())
                    .contains("the image does not fit on the station's disk", "Free space there");
            assertThat(spool.digest()).isEmpty();
            assertThat(spool.ready()).isZero();
        }
    }

    @Test
    void aFolderThatIsNoneIsTold() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> SpooledFile.of(
                        "the image",
                        () -> incoming(InputStream.nullInputStream(), OptionalLong.empty()),
                        file.resolve("below"),
                        1))
                .hasMessageContaining("host-io: there is no room for the image");
    }
}
