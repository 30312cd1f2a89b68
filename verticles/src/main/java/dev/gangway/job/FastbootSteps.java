package dev.gangway.job;

import dev.gangway.fastboot.FastbootClient;
import dev.gangway.fastboot.step.FastbootProtocol;
import dev.gangway.image.PreparedImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.recipe.Step;

/** The {@code fastboot.*} verbs. */
final class FastbootSteps {
    private static final FastbootProtocol PROTOCOL = new FastbootProtocol();

    private final Attempt attempt;

    FastbootSteps(Attempt attempt) {
        this.attempt = attempt;
    }

    void execute(Step step) throws FailureException {
        if (step instanceof Step.FastbootFlash flash) {
            flash(flash);
        } else if (step instanceof Step.FastbootErase erase) {
            board().erase(erase.partition());
        } else if (step instanceof Step.FastbootContinue) {
            leave(FastbootClient::continueBoot);
        } else if (step instanceof Step.FastbootReboot) {
            leave(FastbootClient::reboot);
        } else {
            throw new IllegalStateException("no runner for " + step.verb());
        }
    }

    private FastbootClient board() throws FailureException {
        return attempt.board(PROTOCOL);
    }

    private void flash(Step.FastbootFlash step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        attempt.meter().expect(image.length());
        FastbootClient client = board();
        attempt.wrote(step.image(), step.partition());
        client.flash(step.partition(), image.data(), attempt.meter()::moved);
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
