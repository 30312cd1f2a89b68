package dev.gangway.sdp.command;

import dev.gangway.channel.UsbSession;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.sdp.SdpBootRom;
import dev.gangway.sdp.SdpDevice;
import dev.gangway.sdp.SdpStream;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.shell.OneBoard;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code gangway sdp}: what uuu's {@code SDP:} lines do, one verb a line. */
public final class SdpCommands implements BenchVerbs {
    private static final String NAME = "sdp";
    private static final OneBoard ONE =
            new OneBoard(NAME, "there is no such board in SDP mode", "several boards speak SDP");
    private static final String HELP = """
            Usage: gangway sdp [--port P] VERB [arguments]
              --port P                 the board on this port or slot; may repeat, "all" is every board: all at once
            Verbs:
              list                     the boards in SDP mode
              status                   chip, secure boot, the boot ROM's last error
              boot FILE                load an image and start it, as uuu's SDP: boot and SDPS: boot
              load FILE                the same without starting it
              write ADDRESS FILE       a file into memory
              read ADDRESS LENGTH FILE memory into a file
              rdmem ADDRESS            a 32-bit register
              wrmem ADDRESS VALUE
              jump ADDRESS             start the image whose vector table is there
            Numbers: 0x… is hex, else decimal.
            """;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Talks to i.MX boot ROMs (NXP's serial download protocol); loads and starts images.";
    }

    @Override
    public String help() {
        return HELP;
    }

    @Override
    public List<String> verbs() {
        return SdpVerb.names();
    }

    @Override
    public Set<BootMode> modes() {
        return Set.of(BootMode.SDP);
    }

    @Override
    public List<String> rehearsal() {
        return List.of("list");
    }

    @Override
    public Optional<String> problem(List<String> words, boolean crowd) {
        try {
            if (isHelp(words)) {
                return Optional.empty();
            }
            SdpLine line = SdpLine.parse(words);
            return crowd && line.verb() == SdpVerb.READ
                    ? Optional.of("read gives one board's memory: name one --port with it")
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isHelp(List<String> words) {
        return words.isEmpty() || words.contains("--help") || words.contains("-h");
    }

    @Override
    public int run(BenchBoards boards, Caller caller, List<String> words) {
        if (isHelp(words)) {
            caller.out().print(HELP);
            return ExitCode.OK;
        }
        SdpLine line;
        try {
            line = SdpLine.parse(words);
        } catch (IllegalArgumentException e) {
            return caller.refused(ExitCode.INVALID, String.valueOf(e.getMessage()));
        }
        try {
            List<BenchBoard> found = boards.survey();
            if (line.verb() == SdpVerb.LIST) {
                for (BenchBoard board : found) {
                    perform(board, line, caller);
                }
                return ExitCode.OK;
            }
            return ONE.of(found, caller, board -> perform(board, line, caller));
        } catch (FailureException e) {
            return caller.failed(NAME, e);
        }
    }

    private static void perform(BenchBoard board, SdpLine line, Caller caller) throws FailureException {
        try (UsbSession session = board.open(UsbSession.class)) {
            SdpBootRom rom = SdpBootRom.open(session);
            if (line.verb() == SdpVerb.LIST) {
                caller.out().printf("%s  %s%n", board.port(), rom.soc().name());
            } else if (rom instanceof SdpDevice device) {
                command(device, line, caller);
            } else if (rom instanceof SdpStream stream) {
                stream(stream, line, caller);
            }
        }
    }

    private static void stream(SdpStream board, SdpLine line, Caller caller) throws FailureException {
        switch (line.verb()) {
            case STATUS ->
                caller.out()
                        .printf(
                                "%s, takes a stream and no commands%n",
                                board.soc().name());
            case BOOT -> SdpFiles.stream(board, caller.file(line.word(0)));
            default ->
                throw new FailureException(
                        FailureKind.CHIP_NOT_SERVED,
                        board.soc().name() + " takes a stream and no commands: boot FILE is all that it can do");
        }
    }

    private static void command(SdpDevice device, SdpLine line, Caller caller) throws FailureException {
        switch (line.verb()) {
            case LIST -> {} // is told of all of them alike
            case STATUS ->
                caller.out()
                        .printf(
                                "%s, secure boot %s, last error %08x%n",
                                device.soc().name(), device.isClosed() ? "closed" : "open", device.status());
            case BOOT -> SdpFiles.boot(device, caller.file(line.word(0)), true);
            case LOAD -> SdpFiles.boot(device, caller.file(line.word(0)), false);
            case WRITE -> SdpFiles.write(device, line.number(0), caller.file(line.word(1)));
            case READ -> SdpFiles.read(device, line.number(0), line.number(1), caller.file(line.word(2)));
            case RDMEM -> caller.out().printf("0x%08x%n", device.readRegister(line.number(0)));
            case WRMEM -> device.writeRegister(line.number(0), (int) line.number(1));
            case JUMP -> device.jump(line.number(0));
        }
    }
}
