package dev.gangway.station.cli;

import dev.gangway.fel.FelDevice;
import dev.gangway.fel.command.FelBoards;
import dev.gangway.fel.command.FelCommands;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.PortPath;
import dev.gangway.usb.UsbBus;
import dev.gangway.usb.UsbException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway fel}: the verbs of sunxi-fel. */
@Command(name = "fel", description = "Talks to Allwinner boot ROMs; takes sunxi-fel's options, verbs and arguments.")
final class FelCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Main main;

    @Option(names = "--port", paramLabel = "P", description = "the board on this port or slot")
    private @Nullable String port;

    @Parameters(arity = "0..*", paramLabel = "VERB", description = "`gangway fel --help` lists them")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        return run(main.globals, port, words);
    }

    static int run(Globals globals, @Nullable String port, List<String> words) {
        try (Bench boards = new Bench(globals, port)) {
            return new FelCommands(boards, System.in, System.out, System.err, System::nanoTime).run(words);
        }
    }

    /** The boards in FEL mode of the configured bus, which is opened when it is first asked. */
    private static final class Bench implements FelBoards, AutoCloseable {
        private final Globals globals;
        private final @Nullable String port;
        private @Nullable UsbBus bus;

        Bench(Globals globals, @Nullable String port) {
            this.globals = globals;
            this.port = port;
        }

        @Override
        public List<Found> survey() {
            Workplace place = Workplace.bench(globals);
            PortPath only = port == null ? null : BenchPort.named(place, port);
            UsbBus open = bus;
            if (open == null) {
                open = place.bus();
                bus = open;
            }
            List<Found> found = new ArrayList<>();
            for (BoardSighting board : Boards.survey(open)) {
                if (board.mode() == BootMode.FEL && (only == null || only.equals(board.port()))) {
                    found.add(new OnBus(open, board));
                }
            }
            return found;
        }

        @Override
        public void close() {
            UsbBus open = bus;
            if (open != null) {
                open.close();
            }
        }
    }

    /** One board on a bus. */
    private record OnBus(UsbBus usb, BoardSighting board) implements FelBoards.Found {
        @Override
        public int bus() {
            return BenchPort.bus(board.port());
        }

        @Override
        public int device() {
            return BenchPort.device(board.port());
        }

        @Override
        public FelDevice open() throws FailureException {
            try {
                return FelDevice.open(usb.open(board.port(), board.deviceKey()));
            } catch (UsbException e) {
                throw e.asFailure("opening the board on " + board.port());
            }
        }
    }
}
