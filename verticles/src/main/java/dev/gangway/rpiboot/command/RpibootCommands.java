package dev.gangway.rpiboot.command;

import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbSession;
import dev.gangway.format.ImageData;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.rpiboot.BootFiles;
import dev.gangway.rpiboot.RpibootDevice;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.shell.OneBoard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code gangway rpiboot}: rpiboot's words, for one board a line. */
public final class RpibootCommands implements BenchVerbs {
    private static final String NAME = "rpiboot";
    private static final OneBoard ONE =
            new OneBoard(NAME, "there is no board in rpiboot mode", "several boards wait for files");
    private static final Duration RETURN = Duration.ofSeconds(15);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final String DIRECTORY = "-d";
    private static final String LIST = "--list";

    private static final String HELP = """
            Usage: gangway rpiboot [--port P] -d DIRECTORY | --list
              --port P        the board on this port or slot; may repeat, "all" is every board: all at once
              -d DIRECTORY    start the board with the files of this folder: bootcode.bin, bootcode4.bin or bootcode5.bin, and
                              what that asks for. Files in its folders 2710, 2711 and 2712 are for those chips alone. Where it
                              has a bootfiles.bin, that archive is used, with the folder's own files before it
              --list          list boards, and which stage runs on each
            """;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Starts Raspberry Pis over USB; takes rpiboot's option -d.";
    }

    @Override
    public String help() {
        return HELP;
    }

    @Override
    public List<String> verbs() {
        return List.of(DIRECTORY, LIST);
    }

    @Override
    public Set<BootMode> modes() {
        return Set.of(BootMode.RPIBOOT);
    }

    @Override
    public List<String> rehearsal() {
        return List.of(LIST);
    }

    private static boolean isHelp(List<String> words) {
        return words.contains("--help") || words.contains("-h");
    }

    @Override
    public Optional<String> problem(List<String> words, boolean crowd) {
        boolean known = isHelp(words)
                || words.equals(List.of(LIST))
                || (words.size() == 2 && words.get(0).equals(DIRECTORY));
        return known ? Optional.empty() : Optional.of("rpiboot is written: rpiboot -d DIRECTORY, or rpiboot --list");
    }

    @Override
    public int run(BenchBoards boards, Caller caller, List<String> words) {
        if (isHelp(words)) {
            caller.out().print(HELP);
            return ExitCode.OK;
        }
        Optional<String> problem = problem(words, false);
        if (problem.isPresent()) {
            return caller.refused(ExitCode.INVALID, problem.get());
        }
        try {
            List<BenchBoard> found = boards.survey();
            if (words.contains(LIST)) {
                for (BenchBoard board : found) {
                    list(board, caller);
                }
                return ExitCode.OK;
            }
            return ONE.of(found, caller, board -> start(board, boards, files(caller.file(words.get(1))), caller));
        } catch (FailureException e) {
            return caller.failed(NAME, e);
        }
    }

    private static BootFiles files(Path folder) throws FailureException {
        if (!Files.isDirectory(folder)) {
            throw new FailureException(FailureKind.IMAGE_MISSING, "there is no folder " + folder);
        }
        Path archive = folder.resolve("bootfiles.bin");
        if (!Files.exists(archive)) {
            return BootFiles.ofFolder(folder);
        }
        try {
            return BootFiles.ofFolder(folder).orElse(BootFiles.ofTar(ImageData.map(archive)));
        } catch (IOException e) {
            throw new FailureException(FailureKind.HOST_IO, archive + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void list(BenchBoard board, Caller caller) throws FailureException {
        try (UsbSession session = board.open(UsbSession.class)) {
            RpibootDevice device = RpibootDevice.open(session, Pauses.UNSTOPPED);
            caller.out()
                    .printf(
                            "%s\t%s\t%s\t%s%n",
                            board.port(),
                            device.chip().code(),
                            device.isBootRom() ? "boot ROM" : "file server",
                            board.usbSerial().orElse(""));
        }
    }

    private static void start(BenchBoard board, BenchBoards boards, BootFiles files, Caller caller)
            throws FailureException {
        boolean toCome;
        try (UsbSession session = board.open(UsbSession.class)) {
            RpibootDevice device = RpibootDevice.open(session, Pauses.UNSTOPPED);
            toCome = device.isBootRom();
            if (toCome) {
                caller.out().println("Sending " + device.chip().secondStage());
                device.boot(files, sent -> {});
            } else {
                serve(device, files, caller);
            }
        }
        if (toCome) {
            awaitFileServer(board, boards, files, caller);
        }
    }

    /** The board on the same port, when its second stage runs. */
    private static void awaitFileServer(BenchBoard before, BenchBoards boards, BootFiles files, Caller caller)
            throws FailureException {
        long end = System.nanoTime() + RETURN.toNanos();
        while (System.nanoTime() < end) {
            Pauses.UNSTOPPED.pause(LOOK_AGAIN);
            for (BenchBoard board : boards.survey()) {
                if (board.port().equals(before.port())) {
                    try (UsbSession session = board.open(UsbSession.class)) {
                        RpibootDevice device = RpibootDevice.open(session, Pauses.UNSTOPPED);
                        if (!device.isBootRom()) {
                            serve(device, files, caller);
                            return;
                        }
                    } catch (FailureException e) {
                        if (e.failure().kind() != FailureKind.CABLE_LOST) { // on its way out
                            throw e;
                        }
                    }
                }
            }
        }
        throw new FailureException(
                FailureKind.BOARD_NOT_BACK,
                "the board on " + before.port() + " did not come back with its second stage within "
                        + RETURN.toSeconds() + " s");
    }

    private static void serve(RpibootDevice device, BootFiles files, Caller caller) throws FailureException {
        caller.out().println("Second stage boot server");
        device.serve(files, new RpibootDevice.Listener() {
            @Override
            public void asked(String name, boolean found) {
                caller.out().println((found ? "File read: " : "Cannot open file ") + name);
            }

            @Override
            public void told(String key, String value) {
                caller.out().println(key + ": " + value);
            }

            @Override
            public void moved(long bytes) {
                // nobody looks at how far a file is
            }
        });
        caller.out().println("Second stage boot server done");
    }
}
