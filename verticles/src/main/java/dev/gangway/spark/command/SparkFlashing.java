package dev.gangway.spark.command;

import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.Caller;
import dev.gangway.spark.CoreDevice;
import dev.gangway.spark.CoreHello;
import dev.gangway.spark.FlashPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Files to Cores. */
final class SparkFlashing {
    /** Copying the firmware, starting it and joining the radio network (the dossier's section 7). */
    private static final Duration BACK = Duration.ofMinutes(2);

    private SparkFlashing() {}

    /** Installs firmware, and waits until the Core says that it runs it. */
    static void install(MetCore met, BenchBoards boards, SparkLine line, Caller caller) throws FailureException {
        try (met) {
            ImageData image = mapped(caller.file(line.word(0)));
            met.core().firmware(image, line.fast(), moved -> {}).install();
            met.core().leaves(); // a Core whose connection is still here is not back
            caller.out().println(image.length() + " bytes sent; the Core begins anew");
        }
        CoreHello hello = back(boards);
        if (!hello.upgraded()) {
            throw new FailureException(
                    FailureKind.NO_BOOT,
                    "the Core is back and does not say that its boot loader has installed anything: flash it again");
        }
        caller.out().println("installed: product " + hello.product() + ", version " + hello.version());
    }

    private static CoreHello back(BenchBoards boards) throws FailureException {
        try (MetCore met = MetCore.within(BACK, boards)
                .orElseThrow(() -> new FailureException(
                        FailureKind.BOARD_NOT_BACK,
                        "the Core did not connect again within " + BACK.toSeconds()
                                + " s: has it power, and its radio network?"))) {
            return met.core().hello();
        }
    }

    /** Writes a file into the external flash. */
    static void file(CoreDevice core, long address, Path file, Caller caller) throws FailureException {
        ImageData image = mapped(file);
        write(core, image, FlashPlace.file(address, image.length()), caller);
    }

    /** Writes what a factory reset installs. */
    static void factory(CoreDevice core, Path file, Caller caller) throws FailureException {
        ImageData image = mapped(file);
        if (!core.hello().isNew()) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "the firmware on this Core takes no factory image over the air: flash one of 0.4.0 or later first");
        }
        write(core, image, FlashPlace.factory(image.length()), caller);
    }

    private static void write(CoreDevice core, ImageData image, FlashPlace place, Caller caller)
            throws FailureException {
        core.file(image, place, 0, moved -> {}, kept -> {});
        caller.out()
                .println(image.length() + " bytes sent to " + place.text() + "; the Core found each chunk's CRC right");
    }

    private static ImageData mapped(Path file) throws FailureException {
        try {
            return ImageData.map(file);
        } catch (IOException e) {
            throw new FailureException(FailureKind.IMAGE_MISSING, file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
