package dev.gangway.ymodem.step;

import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.ymodem.FileHeader;
import dev.gangway.ymodem.YmodemBoard;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/** Holds the file that a board gives against an image, as it comes. */
final class Comparison implements YmodemBoard.Inbox {
    private final String name;
    private final ImageData image;
    private final boolean filled;
    private final LongConsumer moved;
    private long at;
    private boolean whole;

    /**
     * A comparison.
     *
     * @param filled whether behind the image there may be what fills the last block
     */
    Comparison(String name, ImageData image, boolean filled, LongConsumer moved) {
        this.name = name;
        this.image = image;
        this.filled = filled;
        this.moved = moved;
    }

    /** Whether the whole image has come and nothing else. */
    boolean isWhole() {
        return whole;
    }

    @Override
    public void began(FileHeader header) throws FailureException {
        if (whole || (header.size().isPresent() && header.size().getAsLong() != image.length())) {
            throw new FailureException(
                    FailureKind.VERIFY_MISMATCH,
                    whole
                            ? "the board gives back more than one file"
                            : "the board gives " + header.size().getAsLong() + " bytes back; " + name + " has "
                                    + image.length());
        }
    }

    @Override
    public void data(ByteBuffer bytes) throws FailureException {
        int wanted = (int) Math.min(bytes.remaining(), image.length() - at);
        int difference = bytes.slice(bytes.position(), wanted).mismatch(image.slice(at, wanted));
        boolean tooMuch = wanted < bytes.remaining() && !filled;
        if (difference >= 0 || tooMuch) {
            throw new FailureException(
                    FailureKind.VERIFY_MISMATCH,
                    String.format(
                            "%s differs from what the board gives back at 0x%x",
                            name, at + (difference >= 0 ? difference : wanted)));
        }
        at += wanted;
        moved.accept(wanted);
    }

    @Override
    public void ended() throws FailureException {
        if (at < image.length()) {
            throw new FailureException(
                    FailureKind.VERIFY_MISMATCH,
                    "the board gave " + at + " bytes of " + name + " back, which has " + image.length());
        }
        whole = true;
    }
}
