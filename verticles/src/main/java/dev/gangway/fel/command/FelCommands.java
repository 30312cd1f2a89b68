package dev.gangway.fel.command;

import dev.gangway.channel.UsbSession;
import dev.gangway.fel.FelDevice;
import dev.gangway.fel.Sid;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.soc.AllwinnerSoc;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * sunxi-fel's command line: options, then verbs, several of them per line. It prints what sunxi-fel prints; its exit
 * codes are those of {@code gangway}. Known differences: {@code exe} takes one word (sunxi-fel swallows the next verb),
 * and a word that is not wholly a number is refused (strtoul makes 0 of it).
 */
public final class FelCommands implements BenchVerbs {
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

    private final LongSupplier nanos;

    /** The verbs, with progress by this machine's clock. */
    public FelCommands() {
        this(System::nanoTime);
    }

    FelCommands(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public String name() {
        return "fel";
    }

    @Override
    public String summary() {
        return "Talks to Allwinner boot ROMs; takes sunxi-fel's options, verbs and arguments.";
    }

    @Override
    public String help() {
        return HELP;
    }

    @Override
    public List<String> verbs() {
        return FelVerb.names();
    }

    @Override
    public Set<BootMode> modes() {
        return Set.of(BootMode.FEL);
    }

    @Override
    public List<String> rehearsal() {
        return List.of("version");
    }

    /** Of one board's line nothing: sunxi-fel has words of its own for what is wrong with it. */
    @Override
    public Optional<String> problem(List<String> words, boolean crowd) {
        if (!crowd) {
            return Optional.empty();
        }
        try {
            check(Options.parse(words));
        } catch (UsageException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        return words.stream().flatMap(word -> crowdProblem(word).stream()).findFirst();
    }

    private static Optional<String> crowdProblem(String word) {
        if (FelVerb.of(word).filter(FelVerb::isRead).isPresent()) {
            return Optional.of(word + " gives one board's memory: name one --port with it");
        }
        if (word.equals("-p") || word.equals("--progress") || word.contains("gauge")) {
            return Optional.of(word + " shows one board's progress: leave it out with several boards");
        }
        if (word.equals(Caller.STANDARD_INPUT)) {
            return Optional.of("standard input can be read only once: give a file with several boards");
        }
        return word.startsWith("-d") || word.startsWith("--dev") || word.startsWith("--sid")
                ? Optional.of(word + " chooses one board: leave it out, or name no --port")
                : Optional.empty();
    }

    /** Refuses a line whose first verb there is not: no board has to be there for that. What follows is seen when it is run. */
    private static void check(Options options) throws UsageException {
        List<String> verbs = options.verbs();
        if (options.action() == Options.Action.RUN
                && !verbs.isEmpty()
                && FelVerb.of(verbs.get(0)).isEmpty()) {
            throw Words.invalid(verbs.get(0));
        }
    }

    @Override
    public int run(BenchBoards boards, Caller caller, List<String> words) {
        try {
            Options options = Options.parse(words);
            check(options);
            return switch (options.action()) {
                case HELP -> help(caller.out());
                case LIST -> list(boards, caller);
                case LIST_SOCS -> listSocs(caller.out());
                case RUN -> verbs(options, boards, caller);
            };
        } catch (UsageException e) {
            caller.err().println(e.getMessage());
            return ExitCode.INVALID;
        } catch (FailureException e) {
            caller.err().println("ERROR: " + e.failure().message());
            return ExitCode.of(e.failure().kind());
        } catch (IOException e) {
            caller.err().println("ERROR: " + e.getMessage());
            return ExitCode.ENVIRONMENT;
        } finally {
            caller.out().flush();
        }
    }

    private static int help(PrintStream out) {
        out.print(HELP);
        return ExitCode.OK;
    }

    private static int listSocs(PrintStream out) {
        out.print("SoCID name\n");
        for (AllwinnerSoc soc : AllwinnerSoc.ALL) {
            out.print(String.format("%04x: %s\n", soc.id(), soc.name()));
        }
        return ExitCode.OK;
    }

    private static int list(BenchBoards boards, Caller caller) throws FailureException {
        List<BenchBoard> found = boards.survey();
        for (BenchBoard board : found) {
            try (FelDevice device = FelDevice.open(board.open(UsbSession.class))) {
                Optional<Sid> sid = device.identity().boardId() == null
                        ? Optional.empty()
                        : device.fuses().sid();
                String name = device.soc().name();
                caller.out()
                        .print(String.format(
                                "USB device %03d:%03d   Allwinner %-8s%s\n",
                                board.bus(),
                                board.device(),
                                name,
                                sid.map(s -> "  " + s.colons()).orElse("")));
            }
        }
        if (found.isEmpty()) {
            caller.err().println("No Allwinner devices in FEL mode detected.");
        }
        return found.isEmpty() ? ExitCode.NOT_FOUND : ExitCode.OK;
    }

    private int verbs(Options options, BenchBoards boards, Caller caller)
            throws FailureException, UsageException, IOException {
        if (options.verbs().isEmpty()) {
            return ExitCode.OK;
        }
        Optional<FelDevice> chosen = choose(options, boards);
        if (chosen.isEmpty()) {
            caller.err().println("ERROR: Allwinner USB FEL device not found!");
            return ExitCode.NOT_FOUND;
        }
        try (FelDevice device = chosen.get()) {
            if (!device.soc().isKnown()) {
                caller.out()
                        .print(String.format(
                                "Warning: no 'soc_sram_info' data for your SoC (id=%04X)\n",
                                device.version().socId()));
            }
            new FelVerbs(device, caller, nanos, options).run();
        }
        return ExitCode.OK;
    }

    private static Optional<FelDevice> choose(Options options, BenchBoards boards) throws FailureException {
        for (BenchBoard board : boards.survey()) {
            boolean here = options.bus() == 0 || (board.bus() == options.bus() && board.device() == options.device());
            if (!here) {
                continue;
            }
            FelDevice device = FelDevice.open(board.open(UsbSession.class));
            if (options.sid().isEmpty() || hasSid(device, options.sid())) {
                return Optional.of(device);
            }
            device.close();
        }
        return Optional.empty();
    }

    private static boolean hasSid(FelDevice device, String wanted) throws FailureException {
        try {
            return device.fuses().sid().map(Sid::colons).filter(wanted::equals).isPresent();
        } catch (FailureException e) {
            device.close();
            throw e;
        }
    }
}
