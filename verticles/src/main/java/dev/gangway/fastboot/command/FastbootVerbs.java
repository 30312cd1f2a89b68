package dev.gangway.fastboot.command;

import dev.gangway.fastboot.FastbootClient;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.shell.Caller;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The verbs of one command line, run in order on one board; answers are printed as the reference tool prints them. */
final class FastbootVerbs {
    static final List<String> VERBS =
            List.of("getvar", "flash", "erase", "continue", "reboot", "reboot-bootloader", "oem");

    private final FastbootClient client;
    private final Caller caller;
    private final PrintStream err;

    /**
     * Verbs for an open board.
     *
     * @param caller gets answers and progress on standard error, where the reference tool prints them
     */
    FastbootVerbs(FastbootClient client, Caller caller) {
        this.client = client;
        this.caller = caller;
        this.err = caller.err();
    }

    /**
     * What is wrong with these words; empty when they can be run. Nothing is sent.
     *
     * @param words verbs and their arguments
     */
    static Optional<String> problem(List<String> words) {
        if (words.isEmpty()) {
            return Optional.of("no verb: use one of " + String.join(", ", VERBS));
        }
        Deque<String> rest = new ArrayDeque<>(words);
        while (!rest.isEmpty()) {
            String verb = rest.poll();
            if (!VERBS.contains(verb)) {
                return Optional.of("unknown verb \"" + verb + "\": use one of " + String.join(", ", VERBS));
            }
            if (verb.equals("oem")) {
                return rest.isEmpty() ? Optional.of("oem needs a command") : Optional.empty();
            }
            int needed =
                    switch (verb) {
                        case "flash" -> 2;
                        case "getvar", "erase" -> 1;
                        default -> 0;
                    };
            for (int i = 0; i < needed; i++) {
                if (rest.poll() == null) {
                    return Optional.of(verb + " needs " + (needed == 2 ? "PARTITION FILE" : "a name"));
                }
            }
        }
        return Optional.empty();
    }

    /** Runs the verbs in order; the first failure ends it. Words that {@link #problem} refuses are refused here too. */
    void run(List<String> words) throws FailureException {
        Optional<String> problem = problem(words);
        if (problem.isPresent()) {
            throw new FailureException(FailureKind.RECIPE_INVALID, problem.get());
        }
        long started = System.nanoTime();
        Deque<String> rest = new ArrayDeque<>(words);
        while (!rest.isEmpty()) {
            String verb = rest.remove();
            switch (verb) {
                case "getvar" -> getvar(rest.remove());
                case "flash" -> flash(rest.remove(), caller.file(rest.remove()));
                case "erase" -> {
                    String partition = rest.remove();
                    timed("Erasing '" + partition + "'", () -> client.erase(partition));
                }
                case "continue" -> timed("Resuming boot", client::continueBoot);
                case "reboot" -> timed("Rebooting", client::reboot);
                case "reboot-bootloader" -> timed("Rebooting into bootloader", client::rebootBootloader);
                default -> {
                    String command = String.join(" ", rest);
                    rest.clear();
                    timed("oem " + command, () -> client.oem(command, line -> err.println("(bootloader) " + line)));
                }
            }
        }
        err.printf("Finished. Total time: %.3fs%n", seconds(started));
    }

    private void getvar(String name) throws FailureException {
        if (name.equals("all")) {
            client.getvarAll(line -> err.println("(bootloader) " + line));
            err.println("all: ");
            return;
        }
        Optional<String> value = client.getvar(name);
        if (value.isEmpty()) {
            throw new FailureException(FailureKind.BOARD_REFUSED, "the board does not know the variable " + name);
        }
        err.println(name + ": " + value.get());
    }

    private void flash(String partition, Path file) throws FailureException {
        ImageData image;
        try {
            image = ImageData.map(file);
        } catch (NoSuchFileException e) {
            throw new FailureException(FailureKind.IMAGE_MISSING, "there is no file " + file, e);
        } catch (IOException e) {
            throw new FailureException(FailureKind.HOST_IO, file + " cannot be read: " + e.getMessage(), e);
        }
        timed(
                "Sending and writing '" + partition + "' (" + (image.length() + 1023) / 1024 + " KB)",
                () -> client.flash(partition, image, moved -> {}));
    }

    private interface Call {
        void run() throws FailureException;
    }

    private void timed(String what, Call call) throws FailureException {
        err.printf("%-50s ", what);
        err.flush();
        long started = System.nanoTime();
        try {
            call.run();
        } catch (FailureException e) {
            err.println("FAILED (" + e.failure().message() + ")");
            throw e;
        }
        err.printf("OKAY [%7.3fs]%n", seconds(started));
    }

    private static double seconds(long started) {
        return (System.nanoTime() - started) / 1e9;
    }
}
