package dev.gangway.station.cli.ports;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.UsbHub;
import dev.gangway.channel.UsbTopology;
import dev.gangway.config.StationConfig;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.model.FileTrouble;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import dev.gangway.model.Slot;
import dev.gangway.shell.ExitCode;
import dev.gangway.slot.HubMove;
import dev.gangway.slot.LearnedMap;
import dev.gangway.slot.LearnedPorts;
import dev.gangway.slot.PortNames;
import dev.gangway.station.beside.BesideException;
import dev.gangway.station.beside.StationBeside;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.call.TextTable;
import dev.gangway.station.cli.place.Completions;
import dev.gangway.station.cli.place.PowerWords;
import dev.gangway.station.cli.place.Workplace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway ports}: which label stands on which port. */
@Command(
        name = "ports",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "The port map: which slot label stands on which port.")
public final class PortsCommand {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "All ports, their slots and their power; and hubs that are not where the map has them.")
    int show() {
        Workplace place = Workplace.of(root.globals());
        PortNames names = place.portNames();
        Map<PortPath, PowerState> present = new TreeMap<>();
        List<HubMove> astray;
        try (BoardBus bus = place.bus()) {
            bus.ports().forEach(port -> present.put(port, PowerState.UNKNOWN));
            bus.topology().ifPresent(usb -> present.putAll(usb.powers()));
            astray = HubMove.find(names, hubs(bus));
        }
        Map<PortPath, PowerState> all = new TreeMap<>(present);
        names.entries().forEach(entry -> all.putIfAbsent(entry.port(), PowerState.UNKNOWN));
        TextTable table = new TextTable("port", "slot", "from", "present", "power");
        all.forEach((port, power) -> {
            Optional<StationConfig.PortEntry> entry = names.entry(port);
            String from = entry.map(known -> names.isConfigured(known) ? "configuration" : "learned")
                    .orElse("-");
            String slot = entry.map(known -> known.slot().label()).orElse(null);
            boolean there = present.containsKey(port);
            if (root.globals().json()) {
                JsonOut.line(JsonOut.object()
                        .put("port", port.text())
                        .put("slot", slot)
                        .put("from", slot == null ? null : from)
                        .put("present", there)
                        .put("power", there ? power.code() : null));
            }
            table.row(
                    port.text(),
                    slot == null ? "-" : slot,
                    from,
                    there ? "yes" : "no",
                    there ? PowerWords.of(power) : "-");
        });
        if (!root.globals().json()) {
            table.print(System.out);
        }
        astray.forEach(move -> System.err.println("gangway: " + move.message()));
        return ExitCode.OK;
    }

    @Command(
            name = "learn",
            mixinStandardHelpOptions = true,
            description = {
                "Learns the port map: plug one board after the other and scan or type the label of its slot;",
                "an empty line takes the label in brackets, q or the end of input ends it."
            })
    int learn() throws InterruptedException {
        Workplace place = Workplace.of(root.globals());
        checkFree(place);
        try (BoardBus bus = place.bus()) {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
            String prefix = place.config().scan().slotPrefix();
            new PortsLesson(place.portNames(), file(place), bus, in, prefix).run();
            return ExitCode.OK;
        } catch (IOException e) {
            throw notKept(e);
        }
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Names one port, or names it anew.")
    int set(
            @Parameters(
                            paramLabel = "PORT",
                            completionCandidates = Completions.Ports.class,
                            description = "a port, for example 1-2.4, or its present slot")
                    String port,
            @Parameters(paramLabel = "SLOT", description = "the label on the fixture") String label,
            @Option(names = "--row", paramLabel = "N", description = "where its tile is, from 1 at the top") int row,
            @Option(names = "--column", paramLabel = "N", description = "where its tile is, from 1 at the left")
                    int column) {
        Workplace place = Workplace.of(root.globals());
        PortPath path = place.port(port);
        PortNames names = changeable(place, path);
        if (row < 0 || column < 0 || row > 99 || column > 99 || (row > 0) != (column > 0)) {
            throw new CommandFailure(ExitCode.INVALID, "give both --row and --column, from 1 to 99, or neither");
        }
        Slot slot;
        try {
            slot = new Slot(label);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.INVALID, String.valueOf(e.getMessage()));
        }
        Optional<PortPath> holder = names.portOf(slot).or(() -> names.learned().portOf(slot));
        if (holder.isPresent() && !holder.get().equals(path)) {
            throw new CommandFailure(
                    ExitCode.INVALID,
                    "slot " + slot + " is on " + holder.get() + " already: gangway ports remove " + slot);
        }
        try (BoardBus bus = place.bus()) {
            store(place, names.learned().with(path, new LearnedMap.Place(slot, row, column), hubs(bus)));
        }
        return told(path + " is slot " + slot);
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Forgets what was learned of one port.")
    int remove(
            @Parameters(
                            paramLabel = "PORT",
                            completionCandidates = Completions.Ports.class,
                            description = "a port or its slot")
                    String port) {
        Workplace place = Workplace.of(root.globals());
        PortPath path = place.port(port);
        PortNames names = changeable(place, path);
        if (!names.learned().slots().containsKey(path)) {
            throw new CommandFailure(ExitCode.NOT_FOUND, "nothing was learned of " + path + ": gangway ports show");
        }
        store(place, names.learned().without(path));
        return told(path + " is no longer on the map");
    }

    @Command(
            name = "move",
            mixinStandardHelpOptions = true,
            description = {
                "A hub was plugged in elsewhere: its slots go with it, those of hubs behind it too.",
                "Where slots are named on both, the two hubs have changed places."
            })
    int move(
            @Parameters(paramLabel = "FROM", description = "where it was, for example 1-2, or usb1 for a whole bus")
                    String from,
            @Parameters(paramLabel = "TO", description = "where it is now") String to) {
        Workplace place = Workplace.of(root.globals());
        checkFree(place);
        HubPath was;
        HubPath is;
        try {
            was = new HubPath(from);
            is = new HubPath(to);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.INVALID, String.valueOf(e.getMessage()));
        }
        LearnedMap learned = place.portNames().learned();
        long count = learned.slots().keySet().stream()
                .filter(port -> was.numberOf(port) > 0)
                .count();
        if (count == 0) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND, "nothing was learned of a hub on " + was + ": gangway ports show");
        }
        LearnedMap moved;
        try {
            moved = learned.moved(was, is);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.INVALID, String.valueOf(e.getMessage()));
        }
        store(place, moved);
        return told((count == 1 ? "1 slot" : count + " slots") + " of the hub on " + was + " now on " + is);
    }

    @Command(
            name = "plug",
            mixinStandardHelpOptions = true,
            description = "Plugs a virtual board in at the running station, whose bus is virtual.")
    int plug(
            @Parameters(
                            paramLabel = "PORT",
                            completionCandidates = Completions.Ports.class,
                            description = "a port, for example virtual:1, or its slot")
                    String port,
            @Parameters(
                            paramLabel = "BOARD",
                            arity = "0..1",
                            defaultValue = "",
                            description =
                                    "a recipe's name, or a board as boards --help writes it; left out: one for the"
                                            + " slot's first recipe")
                    String board) {
        try {
            return told(running().plug(port, board) + " has a board");
        } catch (BesideException e) {
            throw new CommandFailure(e.code(), String.valueOf(e.getMessage()));
        }
    }

    @Command(
            name = "unplug",
            mixinStandardHelpOptions = true,
            description = "Pulls a virtual board at the running station.")
    int unplug(
            @Parameters(
                            paramLabel = "PORT",
                            completionCandidates = Completions.Ports.class,
                            description = "a port or its slot")
                    String port) {
        try {
            return told(running().unplug(port) + " is empty");
        } catch (BesideException e) {
            throw new CommandFailure(e.code(), String.valueOf(e.getMessage()));
        }
    }

    private StationBeside running() {
        Workplace place = Workplace.of(root.globals());
        return Workplace.beside(place.data())
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.ENVIRONMENT,
                        "no station runs on " + place.data()
                                + ": gangway run starts it, there the board is plugged in"));
    }

    /** The hubs that are there now; none on a bus without hubs. */
    static List<UsbHub> hubs(BoardBus bus) {
        return bus.topology().map(UsbTopology::hubs).orElse(List.of());
    }

    private static LearnedPorts file(Workplace place) {
        return LearnedPorts.in(place.data());
    }

    /** A station that runs holds the map in its memory, and would write its own over ours. */
    private static void checkFree(Workplace place) {
        H2Ledger.heldBy(place.data()).ifPresent(holder -> {
            throw new CommandFailure(
                    ExitCode.ENVIRONMENT, "the map is a running station's: change it on its page /ports; " + holder);
        });
    }

    private static PortNames changeable(Workplace place, PortPath port) {
        checkFree(place);
        PortNames names = place.portNames();
        if (names.entry(port).filter(names::isConfigured).isPresent()) {
            throw new CommandFailure(
                    ExitCode.INVALID, "the configuration names " + port + ": change it in station.yaml");
        }
        return names;
    }

    private static void store(Workplace place, LearnedMap map) {
        try {
            file(place).store(map);
        } catch (IOException e) {
            throw notKept(e);
        }
    }

    private static CommandFailure notKept(IOException e) {
        return new CommandFailure(ExitCode.ENVIRONMENT, "the port map cannot be kept: " + FileTrouble.told(e));
    }

    private int told(String text) {
        root.globals().people().println(text);
        return ExitCode.OK;
    }
}
