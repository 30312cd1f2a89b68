package dev.gangway.sdp.step;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.ImxContainer;
import dev.gangway.format.IvtImage;
import dev.gangway.image.PreparedImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Proof;
import dev.gangway.sdp.SdpDevice;
import dev.gangway.sdp.SdpStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The {@code sdp.*} verbs. Nothing that they write lasts; what was loaded last is what {@code sdp.start} starts. */
public final class SdpSteps {
    private static final SdpProtocol PROTOCOL = new SdpProtocol();

    private static final int PIECE = 256 * 1024;

    private final Attempt attempt;
    private @Nullable Loaded loaded;

    private record Loaded(IvtImage image, ImageData file) {}

    SdpSteps(Attempt attempt) {
        this.attempt = attempt;
    }

    private SdpDevice board() throws FailureException {
        if (attempt.board(PROTOCOL) instanceof SdpDevice board) {
            attempt.note("secureBoot", board.isClosed() ? "closed" : "open");
            return board;
        }
        throw new FailureException(
                FailureKind.RECIPE_INVALID, "this chip takes no commands, only a stream: use sdp.stream, alone");
    }

    void load(SdpStepVerbs.Load step) throws FailureException {
        ImageData file = attempt.image(step.image()).data();
        IvtImage image = parsed(step.image(), file);
        attempt.meter().expect(image.length());
        board().load(image, file, attempt.meter()::moved);
        loaded = new Loaded(image, file);
    }

    void verify(SdpStepVerbs.Compare step) throws FailureException {
        ImageData file = attempt.image(step.image()).data();
        IvtImage image = parsed(step.image(), file);
        attempt.meter().expect(image.length());
        SdpDevice board = board();
        for (long at = 0; at < image.length(); at += PIECE) {
            int length = (int) Math.min(PIECE, image.length() - at);
            ByteBuffer held = ByteBuffer.allocate(length);
            board.read(image.address() + at, held, attempt.meter()::moved);
            int difference = held.flip().mismatch(file.slice(image.offset() + at, length));
            if (difference >= 0) {
                // Memory, not a medium: the next attempt sends it anew.
                throw new FailureException(
                        FailureKind.UPLOAD_DAMAGED,
                        String.format(
                                "%s differs from what the board holds at 0x%08x",
                                step.image(), image.address() + at + difference));
            }
        }
        attempt.proved(step.image(), Proof.ofMemory("memory read back"));
    }

    void start() throws FailureException {
        Loaded what = loaded;
        if (what == null) {
            throw new FailureException(FailureKind.RECIPE_INVALID, "sdp.start needs an sdp.load before it");
        }
        SdpDevice board = board();
        attempt.leaving();
        board.start(what.image(), what.file());
        attempt.letGo();
    }

    void write(SdpStepVerbs.Write step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        attempt.meter().expect(image.length());
        SdpDevice board = board();
        for (long at = 0; at < image.length(); at += PIECE) {
            int length = (int) Math.min(PIECE, image.length() - at);
            board.write(step.address() + at, image.data().slice(at, length), attempt.meter()::moved);
        }
    }

    void jump(SdpStepVerbs.Jump step) throws FailureException {
        SdpDevice board = board();
        attempt.leaving();
        board.jump(step.address());
        attempt.letGo();
    }

    void stream(SdpStepVerbs.Stream step) throws FailureException {
        ImageData file = attempt.image(step.image()).data();
        if (!(attempt.board(PROTOCOL) instanceof SdpStream board)) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "this chip takes commands and no stream: use sdp.load and sdp.start");
        }
        attempt.meter().expect(board.wanted(file));
        attempt.leaving();
        board.boot(file, attempt.meter()::moved);
        attempt.letGo();
    }

    static void streamable(String name, ImageData file) throws FailureException {
        try {
            ImxContainer.require(file);
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, name + ": " + e.getMessage(), e);
        }
    }

    static IvtImage parsed(String name, ImageData file) throws FailureException {
        try {
            return IvtImage.parse(file);
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, name + ": " + e.getMessage(), e);
        }
    }
}
