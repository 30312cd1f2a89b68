package dev.gangway.fastboot;

import dev.gangway.fastboot.ExpectedContent.Stretch;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.PageReader;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * Reads a partition back by {@code fetch} and compares it with what an image should have left there (dossier, section 3). What
 * a sparse image does not care about is not read. One thread, one image.
 */
final class PartitionReadback {
    private static final int PIECE = 1 << 20;

    private final DataReceiver receiver;
    private final String partition;
    private final long most;
    private final ByteBuffer wanted = ByteBuffer.allocateDirect(PIECE);

    /**
     * A read-back.
     *
     * @param most bytes of one {@code fetch}, the board's max-fetch-size
     */
    PartitionReadback(FastbootLink link, String partition, long most) {
        this.receiver = new DataReceiver(link);
        this.partition = partition;
        this.most = most;
    }

    void compare(ImageData image, LongConsumer progress) throws FailureException {
        ExpectedContent expected = ExpectedContent.of(partition, image);
        try {
            for (Stretch stretch : expected.stretches()) {
                compare(stretch, expected.content(), progress);
            }
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, "image for " + partition + ": " + e.getMessage(), e);
        }
    }

    private void compare(Stretch stretch, PageReader image, LongConsumer progress)
            throws FailureException, FormatException {
        long end = stretch.offset() + stretch.length();
        for (long at = stretch.offset(); at < end; ) {
            long size = Math.min(most, end - at);
            fetch(at, size, image, progress);
            at += size;
        }
    }

    private void fetch(long offset, long size, PageReader image, LongConsumer progress)
            throws FailureException, FormatException {
        String command = String.format("fetch:%s:0x%x:0x%x", partition, offset, size);
        long[] differs = {-1};
        receiver.receive(
                command,
                OptionalLong.of(size),
                (at, held) -> {
                    image.read(offset + at, wanted.clear().limit(held.limit()));
                    int difference = held.mismatch(wanted.flip());
                    // The rest is fetched all the same: a board in mid-data takes no other command.
                    differs[0] = differs[0] < 0 && difference >= 0 ? offset + at + difference : differs[0];
                },
                progress);
        if (differs[0] >= 0) {
            throw new FailureException(
                    FailureKind.VERIFY_MISMATCH,
                    partition + " differs from the image from byte " + differs[0] + " on, as the board reads it back");
        }
    }
}
