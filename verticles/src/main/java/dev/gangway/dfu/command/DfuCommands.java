package dev.gangway.dfu.command;

import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbSession;
import dev.gangway.dfu.DfuDevice;
import dev.gangway.dfu.DfuMemory;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.shell.OneBoard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code gangway dfu}: dfu-util's options, for one board a line. */
public final class DfuCommands implements BenchVerbs {
    private static final String NAME = "dfu";
    private static final OneBoard ONE =
            new OneBoard(NAME, "there is no such board in DFU mode", "several boards speak DFU");
    private static final Duration RETURN = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private static final String HELP = """
            Usage: gangway dfu [--port P] OPTIONS
              --port P                 the board on this port or slot; may repeat, "all" is every board: all at once
              -d, --device VVVV:PPPP   the board with this USB id
              -S, --serial SERIAL      the board with this USB serial
            One of:
              -l, --list               list boards and their memories
              -e, --detach             send a running application's board into its loader
              -D, --download FILE      write a file; its DFU suffix is checked and not sent
              -U, --upload FILE        read a memory into a new file
            With:
              -a, --alt MEMORY         the memory, by number or name (0)
              -s, --dfuse-address ADDRESS[:LENGTH][:leave][:force][:mass-erase][:unprotect]
                                       DfuSe boards: where, and what else; :force allows what can't be undone
              -Z, --upload-size N      how many bytes an upload has
              -R, --reset              at the end have the board run what it has
            """;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Talks to boards in DFU mode, plain and DfuSe; takes dfu-util's options.";
    }

    @Override
    public String help() {
        return HELP;
    }

    @Override
    public List<String> verbs() {
        return DfuOptions.WORDS;
    }

    @Override
    public Set<BootMode> modes() {
        return Set.of(BootMode.DFU, BootMode.DFU_RUNTIME);
    }

    @Override
    public List<String> rehearsal() {
        return List.of("--list");
    }

    @Override
    public Optional<String> problem(List<String> words, boolean crowd) {
        try {
            DfuOptions options = DfuOptions.parse(words);
            if (crowd && options.action() == DfuOptions.Action.UPLOAD) {
                return Optional.of("--upload gives one board's memory: name one --port with it");
            }
            if (crowd && !options.serial().isEmpty()) {
                return Optional.of("--serial chooses one board: leave it out, or name no --port");
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    @Override
    public int run(BenchBoards boards, Caller caller, List<String> words) {
        DfuOptions options;
        try {
            options = DfuOptions.parse(words);
        } catch (IllegalArgumentException e) {
            return caller.refused(ExitCode.INVALID, String.valueOf(e.getMessage()));
        }
        if (options.action() == DfuOptions.Action.HELP) {
            caller.out().print(HELP);
            return ExitCode.OK;
        }
        try {
            List<BenchBoard> found = chosen(boards, options);
            if (options.action() == DfuOptions.Action.LIST) {
                for (BenchBoard board : found) {
                    list(board, caller);
                }
                return ExitCode.OK;
            }
            return ONE.of(found, caller, board -> perform(board, boards, options, caller));
        } catch (FailureException e) {
            return caller.failed(NAME, e);
        }
    }

    private static List<BenchBoard> chosen(BenchBoards boards, DfuOptions options) throws FailureException {
        List<BenchBoard> chosen = new ArrayList<>();
        for (BenchBoard board : boards.survey()) {
            boolean serial = options.serial().isEmpty()
                    || board.usbSerial().filter(options.serial()::equals).isPresent();
            if (serial && (options.id().isEmpty() || isFor(board, options))) {
                chosen.add(board);
            }
        }
        return chosen;
    }

    private static boolean isFor(BenchBoard board, DfuOptions options) throws FailureException {
        try (UsbSession session = board.open(UsbSession.class)) {
            return options.isFor(session.identity().vid(), session.identity().pid());
        }
    }

    private static void list(BenchBoard board, Caller caller) throws FailureException {
        try (UsbSession session = board.open(UsbSession.class)) {
            DfuDevice device = DfuDevice.open(session, Pauses.UNSTOPPED);
            String mode = device.isApplication() ? "Runtime" : "DFU";
            for (DfuMemory memory : device.memories()) {
                caller.out()
                        .printf(
                                "Found %s: [%04x:%04x] ver=%04x, devnum=%d, path=\"%s\", alt=%d, name=\"%s\", serial=\"%s\"%n",
                                mode,
                                device.identity().vid(),
                                device.identity().pid(),
                                device.identity().bcdDevice(),
                                board.device(),
                                board.port(),
                                memory.setting(),
                                memory.name(),
                                board.usbSerial().orElse("UNKNOWN"));
            }
        }
    }

    private static void perform(BenchBoard board, BenchBoards boards, DfuOptions options, Caller caller)
            throws FailureException {
        boolean sent;
        try (UsbSession session = board.open(UsbSession.class)) {
            DfuDevice device = DfuDevice.open(session, Pauses.UNSTOPPED);
            sent = device.isApplication();
            if (!sent) {
                if (options.action() == DfuOptions.Action.DETACH) {
                    throw new FailureException(
                            FailureKind.RECIPE_INVALID,
                            "the board is in its loader already; there is nothing to detach");
                }
                new DfuVerbs(device, caller).run(options);
                return;
            }
            device.detach();
        }
        if (options.action() != DfuOptions.Action.DETACH) {
            BenchBoard back = awaitLoader(board, boards);
            try (UsbSession session = back.open(UsbSession.class)) {
                new DfuVerbs(DfuDevice.open(session, Pauses.UNSTOPPED), caller).run(options);
            }
        }
    }

    /** The board on the same port, in its loader: there it often has another USB id. */
    private static BenchBoard awaitLoader(BenchBoard before, BenchBoards boards) throws FailureException {
        long end = System.nanoTime() + RETURN.toNanos();
        while (System.nanoTime() < end) {
            Pauses.UNSTOPPED.pause(LOOK_AGAIN);
            for (BenchBoard board : boards.survey()) {
                if (board.port().equals(before.port()) && isLoader(board)) {
                    return board;
                }
            }
        }
        throw new FailureException(
                FailureKind.BOARD_NOT_BACK,
                "the board on " + before.port() + " did not come back in its loader within " + RETURN.toSeconds()
                        + " s");
    }

    private static boolean isLoader(BenchBoard board) {
        try (UsbSession session = board.open(UsbSession.class)) {
            return !DfuDevice.open(session, Pauses.UNSTOPPED).isApplication();
        } catch (FailureException e) {
            return false; // on its way out
        }
    }
}
