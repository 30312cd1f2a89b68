package dev.gangway.fastboot.command;

import dev.gangway.fastboot.DataSink;
import dev.gangway.fastboot.FastbootClient;
import dev.gangway.fastboot.PartitionFormat;
import dev.gangway.fastboot.Partitions;
import dev.gangway.fastboot.RebootTo;
import dev.gangway.fastboot.UbootShell;
import dev.gangway.fastboot.command.FastbootWords.Call;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ContentFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The verbs of one command line, run in order on one board; answers are printed as the reference tool prints them. */
final class FastbootVerbs {
    private final FastbootClient client;
    private final Caller caller;
    private final PrintStream err;

    /**
     * Verbs for an open board.
     *
     * @param caller gets answers and progress on standard error, where the reference tool prints them; what the board says
     *     while it works, as it comes
     */
    FastbootVerbs(FastbootClient client, Caller caller) {
        this.client = client;
        this.caller = caller;
        this.err = caller.err();
        client.listen(line -> err.println("(bootloader) " + line));
    }

    /**
     * What is wrong with these words; empty when they can be run. Nothing is sent.
     *
     * @param words verbs and their arguments
     */
    static Optional<String> problem(List<String> words) {
        try {
            FastbootWords.of(words);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Runs the verbs in order; the first failure ends it. Words that {@link #problem} refuses are refused here too. */
    void run(List<String> words) throws FailureException {
        Optional<String> problem = problem(words);
        if (problem.isPresent()) {
            throw new FailureException(FailureKind.RECIPE_INVALID, problem.get());
        }
        long started = System.nanoTime();
        for (Call call : FastbootWords.of(words).calls()) {
            run(call);
        }
        err.printf("Finished. Total time: %.3fs%n", seconds(started));
    }

    private void run(Call call) throws FailureException {
        switch (call.verb()) {
            case "getvar" -> getvar(call.word(0));
            case "flash" -> flash(call, image(call.word(1)));
            case "erase" -> {
                for (String partition : named(call)) {
                    timed("Erasing '" + partition + "'", () -> client.erase(partition));
                }
            }
            case "format" -> format(call);
            case "boot" -> {
                ImageData image = image(call.word(0));
                timed("Sending and booting (" + kilobytes(image) + " KB)", () -> client.boot(image, moved -> {}));
            }
            case "set_active" -> {
                String slot = new Partitions(client).letter(call.word(0));
                timed("Setting current slot to '" + slot + "'", () -> client.setActive(slot));
            }
            case "fetch" -> {
                for (String partition : named(call)) {
                    save(
                            "Fetching '" + partition + "'",
                            call.word(1),
                            sink -> client.fetch(partition, sink, moved -> {}));
                }
            }
            case "stage" -> {
                ImageData image = image(call.word(0));
                timed("Sending (" + kilobytes(image) + " KB)", () -> client.stage(image, moved -> {}));
            }
            case "get_staged" -> save("Receiving", call.word(0), sink -> client.upload(sink, moved -> {}));
            case "create-logical-partition", "resize-logical-partition" ->
                plain(call.verb() + ":" + call.word(0) + ":" + call.word(1));
            case "delete-logical-partition", "snapshot-update" -> plain(call.verb() + ":" + call.word(0));
            case "continue" -> timed("Resuming boot", client::continueBoot);
            case "reboot" -> timed("Rebooting", () -> client.reboot(RebootTo.SYSTEM));
            case "reboot-bootloader" -> timed("Rebooting into bootloader", () -> client.reboot(RebootTo.BOOTLOADER));
            case "reboot-fastboot" -> timed("Rebooting into fastboot", () -> client.reboot(RebootTo.FASTBOOT));
            case "reboot-recovery" -> timed("Rebooting into recovery", () -> client.reboot(RebootTo.RECOVERY));
            case "ucmd" -> {
                String command = String.join(" ", call.words());
                timed("ucmd " + command, () -> new UbootShell(client).run(command));
            }
            case "acmd" -> {
                String command = String.join(" ", call.words());
                timed("acmd " + command, () -> new UbootShell(client).leave(command));
            }
            default -> plain(call.verb() + " " + String.join(" ", call.words()));
        }
    }

    private List<String> named(Call call) throws FailureException {
        return new Partitions(client).named(call.word(0), call.slot());
    }

    private void plain(String command) throws FailureException {
        timed(command, () -> client.command(command));
    }

    private void getvar(String name) throws FailureException {
        if (name.equals("all")) {
            client.getvarAll();
            err.println("all: ");
            return;
        }
        Optional<String> value = client.getvar(name);
        if (value.isEmpty()) {
            throw new FailureException(FailureKind.BOARD_REFUSED, "the board does not know the variable " + name);
        }
        err.println(name + ": " + value.get());
    }

    private ImageData image(String name) throws FailureException {
        Path file = caller.file(name);
        try {
            return ImageData.map(file);
        } catch (NoSuchFileException e) {
            throw new FailureException(FailureKind.IMAGE_MISSING, "there is no file " + file, e);
        } catch (IOException e) {
            throw new FailureException(FailureKind.HOST_IO, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void flash(Call call, ImageData image) throws FailureException {
        Partitions partitions = new Partitions(client);
        for (String partition : named(call)) {
            timed("Sending and writing '" + partition + "' (" + kilobytes(image) + " KB)", () -> {
                partitions.makeRoom(partition, image);
                client.flash(partition, image, moved -> {});
            });
        }
    }

    private void format(Call call) throws FailureException {
        Optional<String> kind = call.words().stream().skip(1).findFirst();
        OptionalLong size = call.words().stream()
                .skip(2)
                .mapToLong(digits -> Long.parseLong(digits, 16))
                .findFirst();
        for (String partition : named(call)) {
            timed("Formatting '" + partition + "'", () -> new PartitionFormat(client)
                    .format(partition, kind, size, moved -> {}));
        }
    }

    private static long kilobytes(ImageData image) {
        return (image.length() + 1023) / 1024;
    }

    private interface Reading {
        void into(DataSink sink) throws FailureException;
    }

    private void save(String what, String name, Reading reading) throws FailureException {
        Path file = caller.file(name);
        timed(what, () -> {
            new ContentFile(file).fill(out -> reading.into((at, bytes) -> out.take(bytes)));
        });
    }

    private interface Work {
        void run() throws FailureException;
    }

    private void timed(String what, Work work) throws FailureException {
        err.printf("%-50s ", what);
        err.flush();
        long started = System.nanoTime();
        try {
            work.run();
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
