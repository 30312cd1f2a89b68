package dev.gangway.esp.command;

import dev.gangway.channel.Pauses;
import dev.gangway.channel.SerialLine;
import dev.gangway.esp.EspDevice;
import dev.gangway.esp.FlashChip;
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

/** {@code gangway esp}: esptool's verbs, one a line. */
public final class EspCommands implements BenchVerbs {
    private static final String NAME = "esp";
    private static final OneBoard ONE =
            new OneBoard(NAME, "there is no serial port with a board", "several boards are on serial ports");
    private static final String HELP = """
            Usage: gangway esp [--port P] [options] VERB [arguments]
              --port P                 the board on this port or slot; may repeat, "all" is every board: all at once
              -b, --baud N             bits a second once the chip was met (115200)
              -fm, --flash-mode MODE   write-flash: keep, qio, qout, dio or dout, into the bootloader's header
              -ff, --flash-freq FREQ   write-flash: keep, or such as 40m, 80m
              -fs, --flash-size SIZE   write-flash: keep, detect, or such as 4MB
            Verbs, all of which reset the chip into its boot ROM:
              list                     the serial ports on which such a chip may be; it is not asked
              chip-id                  which chip, and its MAC
              read-mac                 its MAC
              flash-id                 its flash
              get-security-info        what its fuses say; they are never burnt
              write-flash ADDRESS FILE …   files into the flash, which is erased there, and verified
              verify-flash ADDRESS FILE …  hold the flash against files, by MD5
              read-flash ADDRESS SIZE FILE the flash into a file
              erase-flash              the whole flash
              erase-region ADDRESS SIZE
              run                      reset it into what its flash holds
            Numbers: 0x… is hex, else decimal.
            """;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Talks to the boot ROMs of Espressif chips over serial lines; takes esptool's verbs.";
    }

    @Override
    public String help() {
        return HELP;
    }

    @Override
    public List<String> verbs() {
        return EspVerb.names();
    }

    @Override
    public Set<BootMode> modes() {
        return Set.of(BootMode.SERIAL_ROM, BootMode.SERIAL_LINE);
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
            EspLine line = EspLine.parse(words);
            return crowd && line.verb() == EspVerb.READ_FLASH
                    ? Optional.of("read-flash gives one board's flash: name one --port with it")
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
        EspLine line;
        try {
            line = EspLine.parse(words);
        } catch (IllegalArgumentException e) {
            return caller.refused(ExitCode.INVALID, String.valueOf(e.getMessage()));
        }
        List<BenchBoard> found = boards.survey();
        if (line.verb() == EspVerb.LIST) {
            found.forEach(board -> caller.out().println(board.port()));
            return ExitCode.OK;
        }
        return ONE.of(found, caller, board -> perform(board, line, caller));
    }

    private static void perform(BenchBoard board, EspLine line, Caller caller) throws FailureException {
        try (SerialLine serial = board.open(SerialLine.class)) {
            EspDevice device = EspDevice.open(serial, board.mode() == BootMode.SERIAL_ROM, Pauses.UNSTOPPED);
            if (line.verb() == EspVerb.RUN) {
                device.run();
                return;
            }
            if (line.baud() != EspDevice.FIRST_BAUD && !device.speed(line.baud())) {
                caller.err().println("gangway: warning: " + line.baud() + " baud do not hold here, 115200 do");
            }
            tell(device, line, caller);
            device.slow();
        }
    }

    private static void tell(EspDevice device, EspLine line, Caller caller) throws FailureException {
        switch (line.verb()) {
            case LIST, RUN -> throw new IllegalStateException("done before");
            case CHIP_ID -> {
                caller.out()
                        .println("Chip is " + device.soc().title()
                                + device.revision()
                                        .map(revision -> " (revision v" + revision / 100 + "." + revision % 100 + ")")
                                        .orElse(""));
                mac(device, caller);
            }
            case READ_MAC -> mac(device, caller);
            case FLASH_ID -> {
                FlashChip flash = device.flash();
                caller.out().printf("Manufacturer: %02x%n", flash.id() & 0xff);
                caller.out().printf("Device: %02x%02x%n", flash.id() >> 8 & 0xff, flash.id() >> 16 & 0xff);
                caller.out().println("Detected flash size: " + flash.sizeText());
            }
            case GET_SECURITY_INFO -> caller.out().println(device.security().text());
            case WRITE_FLASH -> EspFlashing.write(device, line, caller);
            case VERIFY_FLASH -> EspFlashing.verify(device, EspFlashing.plan(line, caller), caller);
            case READ_FLASH -> EspFlashing.read(device, line.number(0), line.number(1), caller.file(line.word(2)));
            case ERASE_FLASH -> device.eraseAll();
            case ERASE_REGION -> device.erase(line.number(0), line.number(1));
        }
    }

    private static void mac(EspDevice device, Caller caller) throws FailureException {
        caller.out().println("MAC: " + device.mac().orElse("not told in secure download mode"));
    }
}
