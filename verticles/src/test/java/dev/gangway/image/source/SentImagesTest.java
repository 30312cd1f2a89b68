package dev.gangway.image.source;

import static dev.gangway.image.source.Fetching.bytes;
import static dev.gangway.image.source.Fetching.digest;
import static dev.gangway.image.source.Fetching.left;
import static dev.gangway.image.source.Fetching.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gangway.model.Digest;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.ImageSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that people send. */
class SentImagesTest {
    private static final byte[] IMAGE = bytes(200_000, 3);
    private static final Uploaded ANNA = new Uploaded("anna", "C:\\out\\fw.bin");

    @TempDir
    Path folder;

    private static ImageSpec from(Uploaded who) {
        return spec(null, "", who.place());
    }

    private static HeldImage receive(ImageFetcher fetcher, Uploaded who, byte[] file) throws FailureException {
        return fetcher.receive("a", from(who), new ByteArrayInputStream(file), file.length, FetchWatch.NONE);
    }

    @Test
    void whatIsSentIsUnpackedAndKeptUnderItsSendersName() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(IMAGE);
        }
        ImageFetcher fetcher = new Fetching(folder).fetcher();
        Digest sent = digest(packed.toByteArray());
        try (HeldImage held = receive(fetcher, ANNA, packed.toByteArray())) {
            assertThat(held.image().file()).hasBinaryContent(IMAGE);
            assertThat(held.image().image()).isEqualTo(digest(IMAGE));
            assertThat(held.image().origin()).isEqualTo("uploaded by anna from fw.bin sha256:" + sent);
        }

        ImageSpec pinned = spec(sent, "", ANNA.place());
        try (HeldImage kept = new Fetching(folder).fetcher().get("a", pinned, FetchWatch.NONE)) {
            assertThat(kept.image().file()).hasBinaryContent(IMAGE);
        }
    }

    @Test
    void theSameBytesOfAnotherPersonAreTheirOwn() throws Exception {
        ImageFetcher fetcher = new Fetching(folder).fetcher();
        try (HeldImage annas = receive(fetcher, ANNA, IMAGE);
                HeldImage berts = receive(fetcher, new Uploaded("bert", "fw.bin"), IMAGE);
                HeldImage nobodys = receive(fetcher, new Uploaded("-", "fw.bin"), IMAGE)) {
            assertThat(List.of(annas, berts, nobodys))
                    .extracting(held -> held.image().from())
                    .containsExactly(
                            "uploaded by anna from fw.bin",
                            "uploaded by bert from fw.bin",
                            "uploaded by somebody without a badge from fw.bin");
        }
        assertThat(catchThrowableOfType(
                                FailureException.class,
                                () -> fetcher.get(
                                        "a", spec(digest(IMAGE), "", URI.create("file:/none")), FetchWatch.NONE))
                        .failure()
                        .kind())
                .as("what was sent does not stand in for what a recipe fetches")
                .isEqualTo(FailureKind.IMAGE_MISSING);
    }

    @Test
    void whatIsCutOffLeavesNothing() throws IOException {
        InputStream cut = new SequenceInputStream(new ByteArrayInputStream(IMAGE, 0, 100_000), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the sender went away");
            }

            @Override
            public int read(byte[] into, int at, int count) throws IOException {
                return read();
            }
        });

        Failure failure = catchThrowableOfType(FailureException.class, () -> new Fetching(folder)
                        .fetcher()
                        .receive("a", from(ANNA), cut, IMAGE.length, FetchWatch.NONE))
                .failure();

        assertThat(failure.message()).contains("the sender went away");
        assertThat(left(folder)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1000, 1048576, images.download.largest", "1048576, 1000, images.cache"})
    void thereIsNoRoomForWhatIsTooLarge(long largest, long cache, String key) {
        ImageFetcher fetcher =
                new Fetching(folder).largest(largest).limit(cache).fetcher();

        assertThatThrownBy(() -> fetcher.requireRoom(2_000)).hasMessageContaining(key);
    }

    @Test
    void aFullDiskIsToldBeforeAnythingComes() {
        assertThatThrownBy(() -> new Fetching(folder).free(64L << 20).fetcher().requireRoom(2_000))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the disk has no room for it")
                .hasMessageContaining("free space there");
    }

    @Test
    void whatUnpacksToTooMuchIsRefusedAndLeavesNothing() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[300_000]);
        }
        Failure failure = catchThrowableOfType(
                        FailureException.class,
                        () -> receive(new Fetching(folder).largest(200_000).fetcher(), ANNA, packed.toByteArray()))
                .failure();

        assertThat(failure.kind()).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
        assertThat(left(folder)).isEmpty();
    }

    @Test
    void whatIsNoLongerKeptHasToBeSentAgain() {
        Failure failure = catchThrowableOfType(FailureException.class, () -> new Fetching(folder)
                        .fetcher()
                        .get("a", spec(digest(IMAGE), "", ANNA.place()), FetchWatch.NONE))
                .failure();

        assertThat(failure.message())
                .contains("it was uploaded by anna from fw.bin, is no longer kept here", "send it again, at /flash");
    }

    @ParameterizedTest
    @CsvSource({
        "../../etc/passwd, passwd",
        "a\u0007\u200bb.bin, ab.bin",
        "'', a file without a name",
        "x y%2F.bin, x y%2F.bin"
    })
    void ofANameIsKeptWhatMayBeShown(String name, String shown) {
        Uploaded uploaded = new Uploaded("anna/b", name);

        assertThat(uploaded.file()).isEqualTo(shown);
        assertThat(Uploaded.of(uploaded.place())).contains(uploaded);
    }

    @Test
    void otherPlacesAreNotSent() {
        assertThat(Uploaded.of(URI.create("https://host/upload:anna/b"))).isEmpty();
    }
}
