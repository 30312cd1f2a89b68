package dev.gangway.toy.step;

import dev.gangway.image.PreparedImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Proof;
import java.nio.ByteBuffer;

/** The {@code toy.*} verbs. */
public final class ToySteps {
    private static final String PLACE = "memory";

    private final Attempt attempt;
    private final ToyProtocol protocol;

    /** An image, and how often. */
    record Kept(String image, long times) {}

    ToySteps(Attempt attempt, ToyProtocol protocol) {
        this.attempt = attempt;
        this.protocol = protocol;
    }

    void write(Kept step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        attempt.wrote(step.image(), PLACE);
        for (long time = 0; time < step.times(); time++) {
            attempt.meter().expect(image.length());
            attempt.board(protocol).write(bytes(image), attempt.meter()::moved);
        }
    }

    void verify(Kept step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        attempt.meter().expect(image.length());
        ByteBuffer held = ByteBuffer.allocateDirect((int) image.length());
        attempt.board(protocol).read(held, attempt.meter()::moved);
        if (held.flip().mismatch(bytes(image)) >= 0) {
            throw new FailureException(FailureKind.VERIFY_MISMATCH, "the toy holds something else");
        }
        attempt.proved(step.image(), new Proof(Proof.From.MEDIUM, PLACE, "toy read back"));
    }

    void leave() throws FailureException {
        attempt.leaving();
        attempt.board(protocol).leave();
        attempt.letGo();
    }

    private static ByteBuffer bytes(PreparedImage image) throws FailureException {
        return image.data().slice(0, (int) image.length());
    }
}
