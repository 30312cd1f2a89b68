package dev.gangway.fel.command;

import dev.gangway.fel.FelDevice;
import dev.gangway.fel.Sid;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.shell.Caller;
import dev.gangway.soc.AllwinnerSoc;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * sunxi-fel's command line: options, then verbs, several of them per line. It prints what sunxi-fel prints; its exit
 * codes are those of {@code gangway}. Known differences: {@code exe} takes one word (sunxi-fel swallows the next verb),
 * and a word that is not wholly a number is refused (strtoul makes 0 of it).
 */
public final class FelCommands {
    /** Done. */
    public static final int OK = 0;

    /** The board failed or refused. */
    public static final int FAILED = 1;

    /** The command line or a file is wrong. */
    public static final int WRONG_USAGE = 2;

    /** There is no such board. */
    public static final int NOT_FOUND = 3;

    /** This machine is in the way: permission, another program, disk. */
    public static final int ENVIRONMENT = 4;

    /** A person stopped it. */
    public static final int INTERRUPTED = 130;

    private static final String HELP = """
            Usage: gangway fel [--port P] [options] VERB [arguments] [VERB …]
                  --port P               the board on this port or slot; may repeat, "all" is every board: all at once
              -v, --verbose              say more
              -p, --progress             show a bar while writing
              -l, --list                 list the boards in FEL mode
                  --list-socs            list the SoCs that are known
              -d, --dev BUS:DEVICE       choose a board by USB address
                  --sid SID              choose a board by its security id
            Verbs:
              version                    what the boot ROM says of itself
              sid, sid-registers         the chip's security id
              sid-dump                   all fuses, by section
              hexdump ADDRESS LENGTH     memory as hex and text
              dump ADDRESS LENGTH        memory as it is, to standard output
              read ADDRESS LENGTH FILE   memory into a file
              write ADDRESS FILE         a file into memory
              write-with-progress|-gauge|-xgauge ADDRESS FILE
              multi[write][-with-gauge|-with-xgauge] N ADDRESS FILE …
              echo-gauge TEXT            a text for the gauge
              fill ADDRESS LENGTH VALUE  set memory
              clear ADDRESS LENGTH       set memory to 0
              readl ADDRESS              a 32-bit register
              writel ADDRESS VALUE
              memmove TO FROM LENGTH     copy memory on the board
              exec ADDRESS               run code
              spl FILE                   load and run an SPL ("-" is standard input)
              uboot FILE                 the same, and start the U-Boot in the file at the end
              reset64 ADDRESS            warm reset into AArch64 code
              wdreset                    reset by the watchdog
              spiflash-info              the SPI flash at the boot pins
              spiflash-read ADDRESS LENGTH FILE
              spiflash-write ADDRESS FILE
            Numbers: 0x… is hex, a leading 0 octal, else decimal.
            """;

    private final FelBoards boards;
    private final Caller caller;
    private final PrintStream out;
    private final PrintStream err;
    private final LongSupplier nanos;

    /** Commands for these boards; {@code nanos} is a clock such as {@link System#nanoTime}. */
    public FelCommands(FelBoards boards, Caller caller, LongSupplier nanos) {
        this.boards = boards;
        this.caller = caller;
        this.out = caller.out();
        this.err = caller.err();
        this.nanos = nanos;
    }

    /** Runs one command line and returns the exit code. Errors are told on the error stream. */
    public int run(List<String> words) {
        try {
            Options options = Options.parse(words);
            return switch (options.action()) {
                case HELP -> help();
                case LIST -> list();
                case LIST_SOCS -> listSocs();
                case RUN -> verbs(options);
            };
        } catch (UsageException e) {
            err.println(e.getMessage());
            return WRONG_USAGE;
        } catch (FailureException e) {
            err.println("ERROR: " + e.failure().message());
            return exitCode(e.failure().kind());
        } catch (IOException e) {
            err.println("ERROR: " + e.getMessage());
            return ENVIRONMENT;
        } finally {
            out.flush();
        }
    }

    /** The exit code for a failure of this kind. */
    public static int exitCode(FailureKind kind) {
        if (kind == FailureKind.STOPPED_BY_PERSON) {
            return INTERRUPTED;
        }
        return switch (kind.failureClass()) {
            case IMAGE -> WRONG_USAGE;
            case STATION -> ENVIRONMENT;
            case TRANSIENT, BOARD, OPERATOR -> FAILED;
        };
    }

    private int help() {
        out.print(HELP);
        return OK;
    }

    private int listSocs() {
        out.print("SoCID name\n");
        for (AllwinnerSoc soc : AllwinnerSoc.ALL) {
            out.print(String.format("%04x: %s\n", soc.id(), soc.name()));
        }
        return OK;
    }

    private int list() throws FailureException {
        List<FelBoards.Found> found = boards.survey();
        for (FelBoards.Found board : found) {
            try (FelDevice device = board.open()) {
                Optional<Sid> sid = device.identity().boardId() == null ? Optional.empty() : device.sid();
                String name = device.soc().name();
                out.print(String.format(
                        "USB device %03d:%03d   Allwinner %-8s%s\n",
                        board.bus(),
                        board.device(),
                        name,
                        sid.map(s -> "  " + s.colons()).orElse("")));
            }
        }
        if (found.isEmpty()) {
            err.println("No Allwinner devices in FEL mode detected.");
        }
        return found.isEmpty() ? NOT_FOUND : OK;
    }

    private int verbs(Options options) throws FailureException, UsageException, IOException {
        if (options.verbs().isEmpty()) {
            return OK;
        }
        Optional<FelDevice> chosen = choose(options);
        if (chosen.isEmpty()) {
            err.println("ERROR: Allwinner USB FEL device not found!");
            return NOT_FOUND;
        }
        try (FelDevice device = chosen.get()) {
            if (!device.soc().isKnown()) {
                out.print(String.format(
                        "Warning: no 'soc_sram_info' data for your SoC (id=%04X)\n",
                        device.version().socId()));
            }
            new FelVerbs(device, caller, nanos, options).run();
        }
        return OK;
    }

    private Optional<FelDevice> choose(Options options) throws FailureException {
        for (FelBoards.Found board : boards.survey()) {
            boolean here = options.bus() == 0 || (board.bus() == options.bus() && board.device() == options.device());
            if (!here) {
                continue;
            }
            FelDevice device = board.open();
            if (options.sid().isEmpty() || hasSid(device, options.sid())) {
                return Optional.of(device);
            }
            device.close();
        }
        return Optional.empty();
    }

    private static boolean hasSid(FelDevice device, String wanted) throws FailureException {
        try {
            return device.sid().map(Sid::colons).filter(wanted::equals).isPresent();
        } catch (FailureException e) {
            device.close();
            throw e;
        }
    }
}
