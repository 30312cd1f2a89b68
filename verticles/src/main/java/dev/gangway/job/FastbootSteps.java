package dev.gangway.job;

import dev.gangway.fastboot.FastbootClient;
import dev.gangway.image.PreparedImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.recipe.Step;

/** The {@code fastboot.*} verbs. */
final class FastbootSteps {
    private final Workbench bench;

    FastbootSteps(Workbench bench) {
        this.bench = bench;
    }

    void execute(Step step) throws FailureException {
        if (step instanceof Step.FastbootFlash flash) {
            flash(flash);
        } else if (step instanceof Step.FastbootErase erase) {
            bench.board().fastboot().erase(erase.partition());
        } else if (step instanceof Step.FastbootContinue) {
            leave(FastbootClient::continueBoot);
        } else if (step instanceof Step.FastbootReboot) {
            leave(FastbootClient::reboot);
        } else {
            throw new IllegalStateException("no runner for " + step.verb());
        }
    }

    private void flash(Step.FastbootFlash step) throws FailureException {
        PreparedImage image = bench.image(step.image());
        bench.meter().expect(image.length());
        bench.board().fastboot().flash(step.partition(), image.data(), bench.meter()::moved);
    }

    private void leave(Farewell farewell) throws FailureException {
        FastbootClient client = bench.board().fastboot();
        bench.board().leaving();
        try {
            farewell.to(client);
        } catch (FailureException e) {
            // The board may be gone before its OKAY is fetched; whether it went the right way shows the next await.
            if (e.failure().kind() != FailureKind.CABLE_LOST) {
                throw e;
            }
        }
        bench.board().closeSession();
    }

    @FunctionalInterface
    private interface Farewell {
        void to(FastbootClient client) throws FailureException;
    }
}
