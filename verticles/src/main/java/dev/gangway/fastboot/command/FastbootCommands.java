package dev.gangway.fastboot.command;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.Channel;
import dev.gangway.channel.Datagrams;
import dev.gangway.channel.UsbSession;
import dev.gangway.fastboot.FastbootClient;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.NetworkAddress;
import dev.gangway.model.PortPath;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.shell.OneBoard;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code gangway fastboot}: the verbs of Android's fastboot that the station uses, several of them on one line. */
public final class FastbootCommands implements BenchVerbs {
    private static final String NAME = "fastboot";
    private static final OneBoard ONE =
            new OneBoard(NAME, "there is no such board in fastboot mode", "several boards are in fastboot mode");
    private static final String SERIAL = "-s";
    private static final String DEVICES = "devices";

    private static final String HELP = """
            Usage: gangway fastboot [--port P] [-s SERIAL] [--slot S] VERB [arguments] [VERB …]
              --port P                 the board on this port or slot, or behind tcp:HOST:PORT or udp:HOST:PORT; may
                                       repeat, "all" is every board on USB: all at once
              -s SERIAL                the board with this USB serial
              --slot S                 for the verbs behind it: a slot's letter, other or all; without it a partition that
                                       the board keeps in slots is the one that it starts from
              devices                  list the boards in fastboot mode
            Verbs:
              getvar NAME|all          a variable of the boot loader
              flash PARTITION FILE     write a file, split when the board cannot take it at once
              erase PARTITION
              format[:ext4[:SIZE]] PARTITION
                                       put an empty file system into it; kind and size (hex) else as the board says
              boot FILE                start a file from memory, as it is: a boot image, or what U-Boot's bootm takes
              set_active SLOT          start from this slot from now on
              fetch PARTITION FILE     read a partition back, where the boot loader gives it
              stage FILE               only send a file, for the command behind it
              get_staged FILE          take what the command before it had set aside
              create-logical-partition, resize-logical-partition PARTITION SIZE
              delete-logical-partition PARTITION
              flashing WORD, snapshot-update WORD
                                       lock, unlock and so on; cancel, merge
              continue                 go on booting
              reboot [bootloader|fastboot|recovery], reboot-bootloader, reboot-fastboot, reboot-recovery
              oem COMMAND …            whatever the boot loader understands
              ucmd COMMAND …           run a command of U-Boot's shell, where that is let in
              acmd COMMAND …           the same for one that does not come back
            What the board says while it works is shown as it comes.
            """;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Talks to boards in fastboot mode; takes fastboot's verbs and arguments.";
    }

    @Override
    public String help() {
        return HELP;
    }

    @Override
    public List<String> verbs() {
        return Stream.concat(FastbootWords.VERBS.stream(), Stream.of(DEVICES)).toList();
    }

    @Override
    public Set<BootMode> modes() {
        return Set.of(BootMode.FASTBOOT, BootMode.TCP_LINE, BootMode.UDP_LINE);
    }

    @Override
    public List<String> rehearsal() {
        return List.of(DEVICES);
    }

    /** One line's words in parts; an empty serial is any board. */
    private record Line(String serial, List<String> verbs) {
        static Line of(List<String> words) {
            return words.size() >= 2 && words.get(0).equals(SERIAL)
                    ? new Line(words.get(1), words.subList(2, words.size()))
                    : new Line("", words);
        }

        boolean isDevices() {
            return verbs.equals(List.of(DEVICES));
        }

        boolean isFor(BenchBoard board) {
            return serial.isEmpty() || board.usbSerial().filter(serial::equals).isPresent();
        }
    }

    private static boolean isHelp(List<String> words) {
        return words.contains("--help") || words.contains("-h");
    }

    @Override
    public Optional<String> problem(List<String> words, boolean crowd) {
        if (isHelp(words)) {
            return Optional.empty();
        }
        if (crowd && words.contains(SERIAL)) {
            return Optional.of(SERIAL + " chooses one board: leave it out, or name no --port");
        }
        Line line = Line.of(words);
        if (line.serial().matches("(tcp|udp):.*")) {
            return Optional.of("write " + SERIAL + " " + line.serial() + " as --port "
                    + (line.serial().matches("[a-z]+:.+:[0-9]+") ? line.serial() : line.serial() + ":5554"));
        }
        return line.isDevices() ? Optional.empty() : FastbootVerbs.problem(line.verbs());
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
        Line line = Line.of(words);
        List<BenchBoard> found = boards.survey().stream().filter(line::isFor).toList();
        if (line.isDevices()) {
            found.forEach(board ->
                    caller.out().println(board.usbSerial().orElse("????????????") + "\tfastboot\t" + board.port()));
            return ExitCode.OK;
        }
        return ONE.of(found, caller, board -> run(board, caller, line.verbs()));
    }

    private static void run(BenchBoard board, Caller caller, List<String> verbs) throws FailureException {
        try (Channel channel = board.open(over(board.port()))) {
            new FastbootVerbs(FastbootClient.open(channel), caller).run(verbs);
        }
    }

    private static Class<? extends Channel> over(PortPath port) {
        if (!port.isNetwork()) {
            return UsbSession.class;
        }
        return NetworkAddress.of(port).isTcp() ? ByteStream.class : Datagrams.class;
    }
}
