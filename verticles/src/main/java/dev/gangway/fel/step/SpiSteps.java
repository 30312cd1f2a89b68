package dev.gangway.fel.step;

import dev.gangway.fel.FelDevice;
import dev.gangway.fel.SpiFlash;
import dev.gangway.fel.SpiFlashId;
import dev.gangway.format.Differences;
import dev.gangway.image.PreparedImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Proof;
import dev.gangway.protocol.Stretch;
import dev.gangway.soc.SpiWiring;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.LongConsumer;

/** The {@code fel.spi-*} verbs. */
final class SpiSteps {
    /** A multiple of the largest unit that is erased. */
    private static final int PIECE = 256 * 1024;

    private static final int SECTOR = 4096;

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
        if (step.skip().looks()) {
            writeWhatDiffers(step, image, flash);
            return;
        }
        attempt.changes(sectors(step.at(), image.length()));
        attempt.wrote(step.image(), place(step.at()));
        put(step, flash, step.at(), FelSteps.whole(image), attempt.meter()::moved);
    }

    private static void put(SpiStepVerbs.Write step, SpiFlash flash, long at, ByteBuffer data, LongConsumer moved)
            throws FailureException {
        if (step.keepAround()) {
            flash.writeBetween(at, data, moved);
        } else {
            flash.write(at, data, moved);
        }
    }

    /** What is behind the image in its last sector is blank after a write, unless it is kept: then it has to be now, too. */
    private void writeWhatDiffers(SpiStepVerbs.Write step, PreparedImage image, SpiFlash flash)
            throws FailureException {
        if (!step.keepAround() && step.at() % SECTOR != 0) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    String.format("0x%x: an SPI flash is written from a multiple of %d on", step.at(), SECTOR));
        }
        Stretch all = sectors(step.at(), image.length());
        long end = step.keepAround() ? step.at() + image.length() : all.from() + all.length();
        long written = 0;
        for (long at = step.at(); at < end; ) {
            int size = (int) Math.min(PIECE - at % PIECE, end - at);
            int ofImage = (int) Math.min(size, step.at() + image.length() - at);
            ByteBuffer wanted = ByteBuffer.allocate(size).put(image.data().slice(at - step.at(), ofImage));
            while (wanted.hasRemaining()) {
                wanted.put((byte) 0xff);
            }
            ByteBuffer held = ByteBuffer.allocate(size);
            flash.read(at, held, bytes -> {});
            for (Differences.Run run :
                    Differences.of(held.flip(), wanted.flip(), at, SECTOR).runs()) {
                if (written == 0) {
                    attempt.wrote(step.image(), place(step.at()));
                }
                attempt.changes(sectors(at + run.offset(), run.length()));
                put(step, flash, at + run.offset(), wanted.slice(run.offset(), run.length()), bytes -> {});
                written += run.length();
            }
            attempt.meter().moved(ofImage);
            at += size;
        }
        if (written == 0) {
            attempt.alreadyThere(step.image(), proof(step.at()), all);
        } else {
            attempt.sent(step.image(), written);
        }
    }

    /** The sectors of which a stretch has a byte. */
    private static Stretch sectors(long at, long length) {
        long from = at / SECTOR * SECTOR;
        return new Stretch(SpiWiring.MEDIUM, from, (at + length + SECTOR - 1) / SECTOR * SECTOR - from);
    }

    private static Proof proof(long at) {
        return new Proof(Proof.From.MEDIUM, place(at), "SPI flash read back over FEL, byte by byte");
    }

    void verify(SpiStepVerbs.Compare step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        attempt.meter().expect(image.length());
        SpiFlash flash = flash();
        requireFit(found(flash, Set.of()), step.image(), step.at(), image.length());
        if (attempt.isAlreadyThere(step.image(), place(step.at()))) {
            attempt.meter().moved(image.length());
            return;
        }
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
        attempt.proved(step.image(), proof(step.at()));
    }

    void erase(SpiStepVerbs.Erase step) throws FailureException {
        SpiFlash flash = flash();
        SpiFlashId found = found(flash, step.chips());
        long length = step.length().orElse(found.size() - step.at());
        attempt.meter().expect(length);
        attempt.changes(new Stretch(SpiWiring.MEDIUM, step.at(), length));
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
