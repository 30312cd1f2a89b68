package dev.gangway.spark.step;

import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Proof;
import dev.gangway.spark.CoreDelivery;
import dev.gangway.spark.CoreDevice;
import dev.gangway.spark.CoreHello;
import dev.gangway.spark.FlashPlace;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;

/** The {@code spark.*} verbs. What they leave for each other is on the board. */
public final class SparkSteps {
    private static final SparkProtocol PROTOCOL = new SparkProtocol();

    /** Copying the firmware, starting it and joining the radio network; an update that broke off adds 30 s. */
    private static final Duration BACK = Duration.ofMinutes(2);

    private static final Duration AGAIN = Duration.ofMillis(200);

    /** A link that is lost more often within one step is none to send firmware over. */
    private static final int MOST_LOST = 5;

    /** Where the firmware that runs lies in the chip. */
    private static final long APPLICATION = 0x08005000L;

    private final Attempt attempt;

    SparkSteps(Attempt attempt) {
        this.attempt = attempt;
    }

    /** Sends something; called again from the beginning when the link was lost. */
    @FunctionalInterface
    private interface Sending<T> {
        T over(CoreDevice board) throws FailureException;
    }

    private <T> T sent(Sending<T> sending) throws FailureException {
        CoreDevice board = attempt.board(PROTOCOL);
        for (int lost = 0; ; lost++) {
            try {
                return sending.over(board);
            } catch (FailureException e) {
                if (e.failure().kind() != FailureKind.CABLE_LOST || lost == MOST_LOST) {
                    throw e;
                }
                attempt.note("linkLost", Integer.toString(lost + 1));
                attempt.letGo();
                board = back();
            }
        }
    }

    /** The board, when it has connected again. */
    private CoreDevice back() throws FailureException {
        long end = System.nanoTime() + BACK.toNanos();
        while (true) {
            try {
                return attempt.board(PROTOCOL);
            } catch (FailureException e) {
                boolean away = e.failure().kind() == FailureKind.BOARD_NOT_BACK
                        || e.failure().kind() == FailureKind.CABLE_LOST;
                if (!away) {
                    throw e;
                }
                if (System.nanoTime() >= end) {
                    throw new FailureException(
                            FailureKind.BOARD_NOT_BACK,
                            "the board did not connect again within " + BACK.toSeconds()
                                    + " s: has it power, and its radio network?",
                            e);
                }
                attempt.letGo();
                attempt.pause(AGAIN);
            }
        }
    }

    /** Counts each byte once, however often a transfer begins anew. */
    private final class Furthest {
        private long reached;
        private long at;

        Furthest(long bytes) {
            attempt.meter().expect(bytes);
        }

        LongConsumer from(long begin) {
            at = begin;
            return more -> {
                at += more;
                if (at > reached) {
                    attempt.meter().moved(at - reached);
                    reached = at;
                }
            };
        }
    }

    void firmware(SparkStepVerbs.Firmware step) throws FailureException {
        ImageData image = attempt.image(step.image()).data();
        FlashPlace place = FlashPlace.firmware(image.length());
        Furthest furthest = new Furthest(image.length());
        attempt.wrote(step.image(), place.text());
        CoreDelivery delivery = sent(board -> board.firmware(image, step.fast(), furthest.from(0)));
        attempt.leaving();
        boolean said = delivery.install();
        attempt.letGo();
        attempt.note(
                "delivered",
                said ? "the board says that it has all of it" : "the link ended before the board could say");
        CoreHello hello = back().hello();
        note(hello);
        if (!hello.upgraded() && !said) {
            throw new FailureException(
                    FailureKind.CABLE_LOST, "the link was lost when the firmware was to be installed, and it was not");
        }
        if (!hello.upgraded()) {
            throw new FailureException(
                    FailureKind.NO_BOOT,
                    "the board is back and does not say that its boot loader has installed anything");
        }
        require(step.told(), hello);
    }

    private void note(CoreHello hello) {
        attempt.note(
                "hello",
                "product " + hello.product() + ", version " + hello.version() + (hello.upgraded() ? ", upgraded" : ""));
    }

    private static void require(SparkStepVerbs.Told told, CoreHello hello) throws FailureException {
        require("product", told.product().orElse((long) hello.product()), hello.product());
        require("version", told.version().orElse((long) hello.version()), hello.version());
    }

    private static void require(String what, long wanted, int is) throws FailureException {
        if (wanted != is) {
            throw new FailureException(
                    FailureKind.NO_BOOT,
                    "the board runs " + what + " " + is + ", not " + wanted + " as the recipe says");
        }
    }

    void file(SparkStepVerbs.File step) throws FailureException {
        ImageData image = attempt.image(step.image()).data();
        write(step.image(), image, FlashPlace.file(step.at(), image.length()));
    }

    void factory(SparkStepVerbs.Factory step) throws FailureException {
        ImageData image = attempt.image(step.image()).data();
        FlashPlace place = FlashPlace.factory(image.length());
        if (!attempt.board(PROTOCOL).hello().isNew()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "the firmware on this board takes no factory image over the air: install one of 0.4.0 or later first");
        }
        write(step.image(), image, place);
    }

    private void write(String name, ImageData image, FlashPlace place) throws FailureException {
        Furthest furthest = new Furthest(image.length());
        attempt.wrote(name, place.text());
        long[] kept = {0};
        boolean leaves = sent(board -> {
            boolean comesAnew = board.hello().isNew();
            if (comesAnew) {
                attempt.leaving();
            }
            board.file(image, place, kept[0], furthest.from(kept[0]), bytes -> kept[0] = comesAnew ? bytes : 0);
            return comesAnew;
        });
        if (leaves) {
            attempt.letGo();
            back();
        }
        attempt.note("delivered", "each chunk's CRC-32 was right, says the board");
    }

    void verify(SparkStepVerbs.Compare step) throws FailureException {
        ImageData image = attempt.image(step.image()).data();
        String place = step.at() == APPLICATION
                ? FlashPlace.firmware(image.length()).text()
                : placeOf(step.at(), image.length()).text();
        CRC32 crc = new CRC32();
        image.updateCrc(crc, 0, image.length());
        int told = attempt.board(PROTOCOL).call(step.function(), String.format("%x,%x", step.at(), image.length()));
        if (told != (int) crc.getValue()) {
            throw new FailureException(
                    FailureKind.VERIFY_MISMATCH,
                    String.format(
                            "%s has the CRC-32 %08x, and at 0x%x the board finds %08x",
                            step.image(), crc.getValue(), step.at(), told));
        }
        attempt.proved(
                step.image(),
                new Proof(Proof.From.MEDIUM, place, "CRC-32 by the board's firmware, " + step.function()));
    }

    private static FlashPlace placeOf(long at, long length) throws FailureException {
        return at == FlashPlace.FACTORY ? FlashPlace.factory(length) : FlashPlace.file(at, length);
    }

    void expect(SparkStepVerbs.Expect step) throws FailureException {
        CoreDevice board = attempt.board(PROTOCOL);
        note(board.hello());
        require(step.told(), board.hello());
        if (step.functions().isEmpty()) {
            return;
        }
        String told = board.describe();
        for (String function : step.functions()) {
            if (!told.contains("\"" + function + "\"")) {
                throw new FailureException(
                        FailureKind.NO_BOOT,
                        "the firmware that runs has no function " + function + "; it tells " + told);
            }
        }
    }

    void call(SparkStepVerbs.Call step) throws FailureException {
        int told = attempt.board(PROTOCOL).call(step.function(), step.argument());
        attempt.note(step.function(), Integer.toString(told));
        if (step.answer().orElse((long) told) != told) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    step.function() + " returned " + told + ", not "
                            + step.answer().orElseThrow());
        }
    }

    void signal(SparkStepVerbs.Shine step) throws FailureException {
        attempt.board(PROTOCOL).signal(step.on());
    }
}
