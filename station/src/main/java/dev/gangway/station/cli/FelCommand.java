package dev.gangway.station.cli;

import dev.gangway.fel.FelDevice;
import dev.gangway.fel.command.FelBoards;
import dev.gangway.fel.command.FelCommands;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.shell.Caller;
import dev.gangway.usb.UsbBus;
import dev.gangway.usb.UsbException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
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

    @Option(
            names = "--port",
            paramLabel = "P",
            description =
                    "the board on this port or slot; may repeat, and `all` is every board in this mode: then they are"
                            + " worked on at once")
    private List<String> ports = new ArrayList<>();

    @Parameters(arity = "0..*", paramLabel = "VERB", description = "`gangway fel --help` lists them")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        return new BenchLine("fel", main.globals, ports, words).runHere();
    }

    static int run(BenchLine line, BenchCall call, Caller caller) {
        FelBoards boards = () -> survey(line, call);
        return new FelCommands(boards, caller, System::nanoTime).run(line.words());
    }

    /** The boards in FEL mode. Only here is the bus opened: a call for help needs none. */
    private static List<FelBoards.Found> survey(BenchLine line, BenchCall call) {
        Workplace place = Workplace.bench(line.globals());
        Predicate<BoardSighting> wanted = line.boards(place);
        UsbBus bus = call.bus(place);
        List<FelBoards.Found> found = new ArrayList<>();
        for (BoardSighting board : Boards.survey(bus)) {
            if (board.mode() == BootMode.FEL && wanted.test(board)) {
                found.add(new OnBus(call, bus, board));
            }
        }
        return found;
    }

    /** One board on a bus. */
    private record OnBus(BenchCall call, UsbBus usb, BoardSighting board) implements FelBoards.Found {
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
                return FelDevice.open(call.open(usb, board));
            } catch (UsbException e) {
                throw e.asFailure("opening the board on " + board.port());
            }
        }
    }
}
