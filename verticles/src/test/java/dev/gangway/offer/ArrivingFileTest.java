package dev.gangway.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.image.source.Uploaded;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A file that comes in pieces. */
class ArrivingFileTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static ArrivingFile file(long length) {
        return new ArrivingFile(new Uploaded("anna", "a.bin"), length, LONG);
    }

    private static String why(Future<Long> refused) {
        assertThat(refused.failed()).isTrue();
        return String.valueOf(refused.cause().getMessage());
    }

    @Test
    void aPieceIsTakenWhenItWasReadAndTheNextComesThen() throws IOException {
        try (ArrivingFile file = file(5)) {
            Future<Long> first = file.put(0, 5, new byte[] {1, 2, 3});
            assertThat(why(file.put(3, 5, new byte[] {4}))).contains("being sent already");
            assertThat(file.read()).isEqualTo(1);
            assertThat(first.isComplete()).isFalse();
            assertThat(file.readNBytes(2)).containsExactly(2, 3);
            assertThat(first.result()).isEqualTo(3);

            Future<Long> second = file.put(3, -1, new byte[] {4, 5});
            assertThat(file.readAllBytes()).containsExactly(4, 5);
            assertThat(second.result()).isEqualTo(5);
            assertThat(file.put(5, 5, new byte[0]).result()).isEqualTo(5);
        }
    }

    @Test
    void theReaderWaitsForWhatComes() throws Exception {
        try (ArrivingFile file = file(4)) {
            CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> {
                try {
                    return file.readAllBytes();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            for (int at = 0; at < 4; at++) {
                file.put(at, 4, new byte[] {(byte) at})
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
            }
            assertThat(read.get(20, TimeUnit.SECONDS)).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    void twoWhoSendTheSameDoNotMix() throws IOException {
        try (ArrivingFile file = file(4)) {
            file.put(0, 4, new byte[] {1, 2});
            assertThat(file.readNBytes(2)).containsExactly(1, 2);
            assertThat(why(file.put(0, 4, new byte[] {9, 9}))).contains("being sent already");
            file.put(2, 4, new byte[] {3, 4});
            assertThat(file.readAllBytes()).containsExactly(3, 4);
        }
    }

    @Test
    void aFileOfAnotherLengthThanWasSaidIsRefused() {
        assertThat(why(file(4).put(0, 6, new byte[] {1}))).contains("was said to have 4 bytes, and now 6");
        ArrivingFile longer = file(2);
        assertThat(why(longer.put(0, -1, new byte[3]))).contains("more comes than the 2 bytes");
        assertThatThrownBy(longer::read).hasMessageContaining("more comes than the 2 bytes");
    }

    @Test
    void whoIsSilentForTooLongIsNotWaitedFor() {
        ArrivingFile file = new ArrivingFile(new Uploaded("anna", "a.bin"), 4, Duration.ZERO);

        assertThatThrownBy(file::read).hasMessageContaining("nothing came for 0 s, after 0 of 4 bytes");
        assertThat(why(file.put(0, 4, new byte[] {1}))).contains("nothing came");
    }

    @Test
    void theSenderHearsWhyNoMoreIsTaken() {
        ArrivingFile file = file(4);
        Future<Long> piece = file.put(0, 4, new byte[] {1, 2});

        file.end("the disk is full");

        assertThat(why(piece)).isEqualTo("the disk is full");
        assertThat(why(file.put(2, 4, new byte[] {3}))).isEqualTo("the disk is full");
        assertThatThrownBy(file::read).hasMessage("the disk is full");
    }
}
