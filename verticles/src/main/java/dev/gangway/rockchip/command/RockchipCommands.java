package dev.gangway.rockchip.command;

import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.rockchip.RockchipDevice;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.shell.OneBoard;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code gangway rockchip}: rkdeveloptool's words, for one board a line. */
public final class RockchipCommands implements BenchVerbs {
    private static final String NAME = "rockchip";
    private static final OneBoard ONE =
            new OneBoard(NAME, "there is no board in maskrom or rockusb mode", "several boards have Rockchip chips");
    private static final String HELP = """
            Usage: gangway rockchip [--port P] VERB [arguments]
              --port P                 the board on this port or slot; may repeat, "all" is every board: all at once
            A board in its boot ROM (maskrom) takes a loader only, and leaves with it:
              db LOADER                a loader file with its parts 471 and 472
            A board that runs a loader; sectors have 512 bytes:
              wl SECTOR FILE           write a file from a sector on
              rl SECTOR SECTORS FILE   read sectors into a new file
              ef                       erase the whole medium
              td                       is it ready?
              rid, rfi, rci, rcb       flash id, flash info, chip info, what the loader can do
              rd [0|3]                 start from the medium, or in the boot ROM
            Either:
              ld                       list boards, and what runs on each
            """;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Talks to boards with Rockchip chips, in their boot ROM or in a loader; takes rkdeveloptool's words.";
    }

    @Override
    public String help() {
        return HELP;
    }

    @Override
    public List<String> verbs() {
        return RockchipWords.VERBS;
    }

    @Override
    public Set<BootMode> modes() {
        return Set.of(BootMode.MASKROM, BootMode.ROCKUSB);
    }

    @Override
    public List<String> rehearsal() {
        return List.of("ld");
    }

    private static boolean isHelp(List<String> words) {
        return words.contains("--help") || words.contains("-h");
    }

    @Override
    public Optional<String> problem(List<String> words, boolean crowd) {
        if (isHelp(words)) {
            return Optional.empty();
        }
        try {
            boolean reads = RockchipWords.parse(words).verb().equals("rl");
            return reads && crowd
                    ? Optional.of("rl gives one board's sectors: name one --port with it")
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.ofNullable(e.getMessage());
        }
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
        RockchipWords line = RockchipWords.parse(words);
        try {
            List<BenchBoard> found = boards.survey();
            if (line.verb().equals("ld")) {
                for (int i = 0; i < found.size(); i++) {
                    list(i + 1, found.get(i), caller);
                }
                return ExitCode.OK;
            }
            return ONE.of(found, caller, board -> perform(board, line, caller));
        } catch (FailureException e) {
            return caller.failed(NAME, e);
        }
    }

    private static void perform(BenchBoard board, RockchipWords line, Caller caller) throws FailureException {
        try (UsbSession session = board.open(UsbSession.class)) {
            new RockchipVerbs(RockchipDevice.open(session, Pauses.UNSTOPPED), caller).run(line);
        }
    }

    private static void list(int number, BenchBoard board, Caller caller) throws FailureException {
        try (UsbSession session = board.open(UsbSession.class)) {
            UsbIdentity identity = session.identity();
            caller.out()
                    .printf(
                            "DevNo=%d\tVid=0x%x,Pid=0x%x,LocationID=%s\t%s%n",
                            number,
                            identity.vid(),
                            identity.pid(),
                            board.port(),
                            RockchipDevice.looksLikeBootRom(identity) ? "Maskrom" : "Loader");
        }
    }
}
