package dev.gangway.fastboot;

import dev.gangway.format.ImagePiece;
import dev.gangway.model.FailureException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Sends a piece in stretches that are multiples of 1024 bytes except the last: mapped ones go out as they are, only headers
 * and odd ends are gathered first. One thread, one piece.
 *
 * <p>A stretch is long, for the bus cuts it into transfers and keeps several of them in flight; between two stretches
 * the wire is idle.
 */
final class PieceSender {
    private static final int STRETCH = 1 << 28;
    private static final int UNIT = 1024;
    private static final int GATHERED = 64 * UNIT;
    /** Since the last byte that moved; the device stores into memory, so it never has a reason to wait longer. */
    private static final Duration STALLED = Duration.ofSeconds(10);

    private final FastbootLink link;
    private final LongConsumer progress;
    private final ByteBuffer gathered = ByteBuffer.allocateDirect(GATHERED);

    PieceSender(FastbootLink link, LongConsumer progress) {
        this.link = link;
        this.progress = progress;
    }

    void send(ImagePiece piece) throws FailureException {
        for (ImagePiece.Part part : piece.parts()) {
            long at = part.offset();
            long end = part.offset() + part.length();
            while (at < end) {
                at += gathered.position() == 0 && end - at >= UNIT ? direct(part, at, end) : gather(part, at, end);
            }
        }
        if (gathered.position() > 0) {
            flush();
        }
    }

    private long direct(ImagePiece.Part part, long at, long end) throws FailureException {
        int size = (int) (Math.min(STRETCH, end - at) / UNIT * UNIT);
        link.data(part.data().slice(at, size), STALLED, progress);
        return size;
    }

    /** Takes as much as is needed to fill up the unit that has begun; of short parts, all. */
    private long gather(ImagePiece.Part part, long at, long end) throws FailureException {
        int missing = (UNIT - gathered.position() % UNIT) % UNIT;
        int size = (int) Math.min(missing == 0 ? UNIT : missing, end - at);
        gathered.put(part.data().slice(at, size));
        boolean longPart = end - at - size >= GATHERED;
        if (!gathered.hasRemaining() || (longPart && gathered.position() % UNIT == 0)) {
            flush();
        }
        return size;
    }

    private void flush() throws FailureException {
        link.data(gathered.flip(), STALLED, progress);
        gathered.clear();
    }
}
