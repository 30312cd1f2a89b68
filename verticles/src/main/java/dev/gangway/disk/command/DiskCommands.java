package dev.gangway.disk.command;

import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbSession;
import dev.gangway.disk.DiskDevice;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.shell.OneBoard;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code gangway disk}: the disks that boards show on their ports, one board a line. */
public final class DiskCommands implements BenchVerbs {
    private static final String NAME = "disk";
    private static final OneBoard ONE =
            new OneBoard(NAME, "there is no board that shows a disk", "several boards show a disk");
    private static final String HELP = """
            Usage: gangway disk [--port P] VERB
              --port P          the board on this port or slot; may repeat, "all" is every board: all at once
            One of:
              info              what the disk says of itself
              write FILE        write a raw image, then have the board put it on its medium
              verify FILE       read the disk back and compare it with a file, byte by byte
              read FILE         read the disk into a new file
              uf2 FILE          give a UF2 file to the board's UF2 boot loader, which leaves and starts it
              picoboot FILE     put a UF2 file into the flash memory of an RP2040 or RP2350, read it back and start it
              eject             put all on the medium and take it out
            With:
              --bmap FILE       the file's block map: only what it names is written or compared
              --at N            where on the disk it begins, bytes (0)
              --length N        how many bytes are read (to the end)
              --lun N           which of the board's disks (the first that has a medium)
              --by drive|file   how UF2 blocks go: straight to the drive (usual), or as a copied file
              --family HEX      the UF2 family of a board whose Board-ID is not known
            A disk that this machine uses (mounted, swap, part of another) is refused.
            """;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Writes and reads the disk that a board shows on its port, such as U-Boot's ums.";
    }

    @Override
    public String help() {
        return HELP;
    }

    @Override
    public List<String> verbs() {
        return DiskOptions.WORDS;
    }

    @Override
    public Set<BootMode> modes() {
        return Set.of(BootMode.MASS_STORAGE, BootMode.PICOBOOT);
    }

    @Override
    public List<String> rehearsal() {
        return List.of("info");
    }

    @Override
    public Optional<String> problem(List<String> words, boolean crowd) {
        if (isHelp(words)) {
            return Optional.empty();
        }
        try {
            DiskOptions options = DiskOptions.parse(words);
            return crowd && options.verb() == DiskOptions.Verb.READ
                    ? Optional.of("disk read gives one board's disk: name one --port with it")
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    private static boolean isHelp(List<String> words) {
        return words.contains("-h") || words.contains("--help");
    }

    @Override
    public int run(BenchBoards boards, Caller caller, List<String> words) {
        if (isHelp(words)) {
            caller.out().print(HELP);
            return ExitCode.OK;
        }
        DiskOptions options;
        try {
            options = DiskOptions.parse(words);
        } catch (IllegalArgumentException e) {
            return caller.refused(ExitCode.INVALID, String.valueOf(e.getMessage()));
        }
        List<BenchBoard> found = boards.survey();
        if (options.verb() != DiskOptions.Verb.INFO || found.isEmpty()) {
            return ONE.of(found, caller, board -> perform(board, options, caller));
        }
        int code = ExitCode.OK;
        for (BenchBoard board : found) {
            try {
                perform(board, options, caller);
            } catch (FailureException e) {
                code = caller.failed(NAME, e);
            }
        }
        return code;
    }

    private static void perform(BenchBoard board, DiskOptions options, Caller caller) throws FailureException {
        try (UsbSession session = board.open(UsbSession.class)) {
            new DiskVerbs(
                            DiskDevice.of(session, Pauses.UNSTOPPED),
                            caller,
                            board.port().text())
                    .run(options);
        }
    }
}
