package dev.gangway.fel.step;

import dev.gangway.fel.FelDevice;
import dev.gangway.fel.SpiFlash;
import dev.gangway.fel.SpiFlashId;
import dev.gangway.image.PreparedImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Proof;
import dev.gangway.soc.SpiWiring;
import java.nio.ByteBuffer;
import java.util.Set;

/** The {@code fel.spi-*} verbs. */
final class SpiSteps {
    /** A multiple of the largest unit that is erased. */
    private static final int PIECE = 256 * 1024;

    private final Attempt attempt;
    private final FelSteps fel;

    SpiSteps(Attempt attempt, FelSteps fel) {
        this.attempt = attempt;
        this.fel = fel;
    }

    void write(SpiStepVerbs.Write step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        attempt.meter().expect(image.length());
        SpiFlash flash = flash();
        requireFit(found(flash, step.chips()), step.image(), step.at(), image.length());
        attempt.wrote(step.image(), place(step.at()));
        if (step.keepAround()) {
            flash.writeBetween(step.at(), FelSteps.whole(image), attempt.meter()::moved);
        } else {
            flash.write(step.at(), FelSteps.whole(image), attempt.meter()::moved);
        }
    }

    void verify(SpiStepVerbs.Compare step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        attempt.meter().expect(image.length());
        SpiFlash flash = flash();
        requireFit(found(flash, Set.of()), step.image(), step.at(), image.length());
        for (long at = 0; at < image.length(); at += PIECE) {
            int length = (int) Math.min(PIECE, image.length() - at);
            ByteBuffer held = ByteBuffer.allocate(length);
            flash.read(step.at() + at, held, attempt.meter()::moved);
            int difference = held.flip().mismatch(image.data().slice(at, length));
            if (difference >= 0) {
                throw new FailureException(
                        FailureKind.VERIFY_MISMATCH,
                        String.format(
                                "%s differs from what the SPI flash holds at 0x%x",
                                step.image(), step.at() + at + difference));
            }
        }
        attempt.proved(
                step.image(),
                new Proof(Proof.From.MEDIUM, place(step.at()), "SPI flash read back over FEL, byte by byte"));
    }

    void erase(SpiStepVerbs.Erase step) throws FailureException {
        SpiFlash flash = flash();
        SpiFlashId found = found(flash, step.chips());
        long length = step.length().orElse(found.size() - step.at());
        attempt.meter().expect(length);
        flash.erase(step.at(), length, attempt.meter()::moved);
    }

    private SpiFlash flash() throws FailureException {
        FelDevice board = fel.board();
        return board.spiFlash()
                .orElseThrow(() -> new FailureException(
                        FailureKind.RECIPE_INVALID,
                        "how the SPI flash of " + board.soc().name()
                                + " is reached is not known: write it from U-Boot, with \"sf write\""));
    }

    private SpiFlashId found(SpiFlash flash, Set<String> chips) throws FailureException {
        SpiFlashId found = flash.require(chips);
        attempt.note("spiFlash", found.code());
        return found;
    }

    /** Before a first byte is sent: half an image is worse than none. */
    private static void requireFit(SpiFlashId flash, String image, long at, long length) throws FailureException {
        if (at + length > flash.size()) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE,
                    String.format(
                            "%s has %d bytes and goes to 0x%x; the SPI flash (%s) has %d bytes",
                            image, length, at, flash.code(), flash.size()));
        }
    }

    private static String place(long at) {
        return String.format("%s at 0x%x", SpiWiring.MEDIUM, at);
    }
}
