package dev.gangway.fastboot.step;

import dev.gangway.fastboot.FastbootClient;
import dev.gangway.image.PreparedImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Proof;

/** The {@code fastboot.*} verbs. */
public final class FastbootSteps {
    private static final FastbootProtocol PROTOCOL = new FastbootProtocol();

    private final Attempt attempt;

    FastbootSteps(Attempt attempt) {
        this.attempt = attempt;
    }

    private FastbootClient board() throws FailureException {
        return attempt.board(PROTOCOL);
    }

    void flash(FastbootStepVerbs.Flash step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        attempt.meter().expect(image.length());
        FastbootClient client = board();
        attempt.wrote(step.image(), step.partition());
        client.flash(step.partition(), image.data(), attempt.meter()::moved);
    }

    void verify(FastbootStepVerbs.Flash step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        FastbootClient client = board();
        attempt.meter().expect(FastbootClient.bytesToVerify(step.partition(), image.data()));
        client.verify(step.partition(), image.data(), attempt.meter()::moved);
        attempt.proved(
                step.image(),
                new Proof(Proof.From.MEDIUM, step.partition(), "partition read back over fastboot, bytes"));
    }

    void erase(FastbootStepVerbs.Erase step) throws FailureException {
        board().erase(step.partition());
    }

    void continueBoot() throws FailureException {
        leave(FastbootClient::continueBoot);
    }

    void reboot() throws FailureException {
        leave(FastbootClient::reboot);
    }

    private void leave(Farewell farewell) throws FailureException {
        FastbootClient client = board();
        attempt.leaving();
        try {
            farewell.to(client);
        } catch (FailureException e) {
            // The board may be gone before its OKAY is fetched; whether it went the right way shows the next await.
            if (e.failure().kind() != FailureKind.CABLE_LOST) {
                throw e;
            }
        }
        attempt.letGo();
    }

    @FunctionalInterface
    private interface Farewell {
        void to(FastbootClient client) throws FailureException;
    }
}
