package dev.gangway.station.cli.bench;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.UsbSession;
import dev.gangway.fastboot.FastbootClient;
import dev.gangway.fastboot.FastbootCommands;
import dev.gangway.fel.command.FelCommands;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The verbs of {@code gangway fastboot} on the boards of a bus. */
final class FastbootBench {
    private static final String HELP = """
            Usage: gangway fastboot [--port P] [-s SERIAL] VERB [arguments] [VERB …]
              --port P                 the board on this port or slot; may repeat, "all" is every board: all at once
              -s SERIAL                the board with this USB serial
              devices                  list the boards in fastboot mode
            Verbs:
              getvar NAME|all          a variable of the boot loader
              flash PARTITION FILE     write a file, split when the board cannot take it at once
              erase PARTITION
              continue                 go on booting
              reboot, reboot-bootloader
              oem COMMAND …            whatever the boot loader understands
            """;

    private FastbootBench() {}

    static int run(BenchLine line, BenchCall call, Caller caller) {
        List<String> words = line.words();
        if (words.contains("--help") || words.contains("-h")) {
            caller.out().print(HELP);
            return ExitCode.OK;
        }
        List<String> verbs = words;
        String serial = null;
        if (verbs.size() >= 2 && verbs.get(0).equals("-s")) {
            serial = verbs.get(1);
            verbs = verbs.subList(2, verbs.size());
        }
        boolean devices = verbs.equals(List.of("devices"));
        Optional<String> problem = devices ? Optional.empty() : FastbootCommands.problem(verbs);
        if (problem.isPresent()) {
            throw new CommandFailure(ExitCode.INVALID, problem.get());
        }
        List<BoardSighting> boards = boards(line, call, serial);
        if (devices) {
            boards.forEach(board -> caller.out()
                    .println((board.usbSerial() == null ? "????????????" : board.usbSerial()) + "\tfastboot\t"
                            + board.port()));
            return ExitCode.OK;
        }
        return run(call, caller, one(boards), verbs);
    }

    private static List<BoardSighting> boards(BenchLine line, BenchCall call, @Nullable String serial) {
        Predicate<BoardSighting> wanted = line.boards(call.place());
        return call.survey().stream()
                .filter(board -> board.mode() == BootMode.FASTBOOT)
                .filter(wanted)
                .filter(board -> serial == null || serial.equals(board.usbSerial()))
                .toList();
    }

    /** Never one of several: the wrong board would be written. */
    private static BoardSighting one(List<BoardSighting> boards) {
        if (boards.isEmpty()) {
            throw new CommandFailure(ExitCode.NOT_FOUND, "there is no such board in fastboot mode");
        }
        if (boards.size() > 1) {
            throw new CommandFailure(
                    ExitCode.INVALID,
                    "several boards are in fastboot mode: choose one with --port, of "
                            + boards.stream().map(BoardSighting::port).toList());
        }
        return boards.get(0);
    }

    private static int run(BenchCall call, Caller caller, BoardSighting board, List<String> verbs) {
        try (UsbSession session = call.open(board)) {
            new FastbootCommands(FastbootClient.open(session), caller).run(verbs);
            return ExitCode.OK;
        } catch (ChannelException e) {
            return failed(caller, e.asFailure("opening the board on " + board.port()));
        } catch (FailureException e) {
            return failed(caller, e);
        }
    }

    private static int failed(Caller caller, FailureException e) {
        caller.err().println("fastboot: error: " + e.failure().message());
        return FelCommands.exitCode(e.failure().kind());
    }
}
