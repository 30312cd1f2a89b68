package dev.gangway.image.source;

import static dev.gangway.image.source.Fetching.bytes;
import static dev.gangway.image.source.Fetching.digest;
import static dev.gangway.image.source.Fetching.left;
import static dev.gangway.image.source.Fetching.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept, what goes, and what stays. */
class ImageCacheTest {
    private static final int SIZE = 1_000;

    @TempDir
    Path folder;

    @AutoClose
    private final TinyServer server = new TinyServer();

    @BeforeEach
    void serve() {
        for (int number = 1; number <= 5; number++) {
            server.serve("/" + number, bytes(SIZE, number));
        }
    }

    private HeldImage get(ImageFetcher fetcher, int number) throws FailureException {
        return fetcher.get("a", spec(digest(bytes(SIZE, number)), "", server.link("/" + number)), FetchWatch.NONE);
    }

    private static List<String> kept(ImageFetcher fetcher) throws IOException {
        return fetcher.cache().all().stream()
                .map(image -> image.from().substring(image.from().lastIndexOf('/')))
                .toList();
    }

    private Failure refused(ImageFetcher fetcher, int number) {
        return catchThrowableOfType(FailureException.class, () -> get(fetcher, number))
                .failure();
    }

    @Test
    void whatWasNotUsedForTheLongestTimeGoesFirst() throws Exception {
        ImageFetcher fetcher = new Fetching(folder).limit(3 * SIZE).fetcher();
        for (int number : new int[] {1, 2, 3, 1}) {
            get(fetcher, number).close();
        }
        assertThat(kept(fetcher)).containsExactly("/1", "/3", "/2");

        get(fetcher, 4).close();
        assertThat(kept(fetcher)).containsExactly("/4", "/1", "/3");
    }

    @Test
    void whatAJobUsesStays() throws Exception {
        ImageFetcher fetcher = new Fetching(folder).limit(2 * SIZE).fetcher();
        try (HeldImage first = get(fetcher, 1)) {
            try (HeldImage again = get(fetcher, 1)) {
                assertThat(again.image().folder()).isEqualTo(first.image().folder());
            }
            get(fetcher, 2).close();
            get(fetcher, 3).close();
            assertThat(kept(fetcher)).containsExactly("/3", "/1");
            assertThat(fetcher.cache().remove(first.image())).isFalse();

            try (HeldImage other = get(fetcher, 3)) {
                Failure refused = refused(fetcher, 4);
                assertThat(refused.kind()).isEqualTo(FailureKind.HOST_IO);
                assertThat(refused.message())
                        .contains("the images that jobs use now and this one are more than images.cache");
                assertThat(Files.exists(other.image().file())).isTrue();
            }
            assertThat(first.image().file()).hasBinaryContent(bytes(SIZE, 1));
        }
        assertThat(fetcher.cache().remove(fetcher.cache().all().get(0))).isTrue();
    }

    /** Another process holds a lock of its own on the file, as this test's does in its place. */
    @Test
    void whatAnotherProcessUsesStays() throws Exception {
        ImageFetcher fetcher = new Fetching(folder).fetcher();
        get(fetcher, 1).close();
        CachedImage image = fetcher.cache().all().get(0);
        Process other = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import fcntl,sys;f=open(sys.argv[1],'r+');fcntl.lockf(f,fcntl.LOCK_SH);print('held',flush=True);sys.stdin.read()",
                        image.folder().resolve(CachedImage.IN_USE).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("held");
            assertThat(fetcher.cache().remove(image)).isFalse();
            get(fetcher, 1).close();
        } finally {
            other.destroy();
            other.waitFor();
        }
        assertThat(fetcher.cache().remove(image)).isTrue();
        assertThat(left(folder)).isEmpty();
    }

    @Test
    void anImageLargerThanTheCacheIsRefusedBeforeItIsFetched() throws IOException {
        Failure refused = refused(new Fetching(folder).limit(SIZE - 1).fetcher(), 1);

        assertThat(refused.kind()).isEqualTo(FailureKind.HOST_IO);
        assertThat(refused.message()).contains("it has 1000 bytes or more, and images.cache in station.yaml is 999B");
        assertThat(left(folder)).isEmpty();
    }

    @Test
    void aFullDiskIsNoticedBeforeAnythingIsWritten() throws IOException {
        Failure refused = refused(new Fetching(folder).free(500).fetcher(), 1);

        assertThat(refused.kind()).isEqualTo(FailureKind.HOST_IO);
        assertThat(refused.message()).contains("the disk has no room for it: 500 bytes are free in " + folder);
        assertThat(left(folder)).isEmpty();
    }

    @Test
    void aDiskThatFillsWhileItIsWrittenIsToldAsThat() throws Exception {
        // A device without any room: what Linux keeps for this.
        Path full = Path.of("/dev/full");
        assertThat(Files.isWritable(full)).isTrue();
        Path part = Files.createDirectories(folder.resolve("part"));
        Files.createSymbolicLink(part.resolve("image.bin"), full);
        ImageCache cache = new ImageCache(folder.resolve("cache"), 1 << 20, Clock.systemUTC());
        Path file = Files.write(folder.resolve("a"), bytes(SIZE, 1));

        FailureException failure = catchThrowableOfType(FailureException.class, () -> {
            try (FileBody body = FileBody.open(file)) {
                new Arrival(cache, part, 1 << 20, FetchWatch.NONE, Optional.empty())
                        .take(
                                "a",
                                body,
                                Objects.requireNonNull(
                                        spec(null, "", file.toUri()).origin()),
                                part.resolve("image.bin"));
            }
        });

        assertThat(failure.failure().kind()).isEqualTo(FailureKind.HOST_IO);
        assertThat(failure.failure().message()).contains("Free space there, or name another data folder");
    }

    @Test
    void whatAKilledProcessLeftGoesWithTheNextFetch() throws Exception {
        Path part = Files.createDirectories(folder.resolve(".part-1"));
        Files.write(part.resolve("image.bin"), bytes(SIZE, 9));
        Files.createDirectories(folder.resolve(".gone-1"));
        ImageFetcher fetcher = new Fetching(folder).fetcher();

        get(fetcher, 1).close();

        assertThat(part).doesNotExist();
        assertThat(folder.resolve(".gone-1")).doesNotExist();
    }

    @Test
    void whatIsNotWholeIsFetchedAnew() throws Exception {
        ImageFetcher fetcher = new Fetching(folder).fetcher();
        get(fetcher, 1).close();
        CachedImage image = fetcher.cache().all().get(0);
        Files.write(image.file(), bytes(SIZE - 1, 1));

        assertThat(fetcher.cache().all()).isEmpty();
        try (HeldImage again = get(fetcher, 1)) {
            assertThat(again.image().file()).hasBinaryContent(bytes(SIZE, 1));
        }
    }

    @Test
    void aChangedByteIsFound() throws Exception {
        ImageFetcher fetcher = new Fetching(folder).fetcher();
        get(fetcher, 1).close();
        CachedImage image = fetcher.cache().all().get(0);
        assertThat(fetcher.cache().isSound(image)).isTrue();
        byte[] changed = bytes(SIZE, 1);
        changed[500] ^= 1;
        Files.write(image.file(), changed);

        assertThat(fetcher.cache().isSound(image)).isFalse();
    }

    @Test
    void twoStationsOnOneFolderDoNotDisturbEachOther() throws Exception {
        ImageFetcher one = new Fetching(folder).fetcher();
        ImageFetcher other = new Fetching(folder).fetcher();
        try (HeldImage held = get(one, 1)) {
            get(other, 1).close();
            assertThat(other.cache().remove(held.image())).isFalse();
        }
        try (FileChannel channel = FileChannel.open(
                        other.cache().all().get(0).folder().resolve(CachedImage.IN_USE), StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThat(one.kept("a", spec(digest(bytes(SIZE, 1)), "", server.link("/1"))))
                    .isEmpty();
        }
    }
}
