package dev.gangway.station.cli;

import dev.gangway.config.StationConfig;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.station.ports.LearnedPorts;
import dev.gangway.station.ports.PortNames;
import dev.gangway.usb.UsbBus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code gangway ports}: which label stands on which port. */
@Command(
        name = "ports",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "The port map: which slot label stands on which port.")
final class PortsCommand {
    private static final long SURVEY_MS = 250;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Main main;

    @Command(name = "show", mixinStandardHelpOptions = true, description = "All ports and their slots.")
    int show() {
        Workplace place = Workplace.of(main.globals);
        PortNames names = place.portNames();
        Set<PortPath> present = new TreeSet<>();
        try (UsbBus bus = place.bus()) {
            present.addAll(bus.ports());
        }
        Set<PortPath> all = new TreeSet<>(present);
        names.entries().forEach(entry -> all.add(entry.port()));
        TextTable table = new TextTable("port", "slot", "from", "present");
        for (PortPath port : all) {
            Optional<StationConfig.PortEntry> entry = names.entry(port);
            String from = entry.map(known -> names.isConfigured(known) ? "configuration" : "learned")
                    .orElse("-");
            String slot = entry.map(known -> known.slot().label()).orElse(null);
            if (main.globals.json) {
                JsonOut.line(JsonOut.object()
                        .put("port", port.text())
                        .put("slot", slot)
                        .put("from", slot == null ? null : from)
                        .put("present", present.contains(port)));
            }
            table.row(port.text(), slot == null ? "-" : slot, from, present.contains(port) ? "yes" : "no");
        }
        if (!main.globals.json) {
            table.print(System.out);
        }
        return ExitCode.OK;
    }

    @Command(
            name = "learn",
            mixinStandardHelpOptions = true,
            description = {
                "Learns the port map: plug one board after the other and scan or type the label of its slot;",
                "an empty line takes the next free number, q or the end of input ends it."
            })
    int learn() throws InterruptedException {
        Workplace place = Workplace.of(main.globals);
        LearnedPorts learned = LearnedPorts.in(place.data());
        try (UsbBus bus = place.bus()) {
            return new Lesson(place, learned, learned.load(), bus).run();
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, "the port map cannot be kept: " + e.getMessage());
        }
    }

    /** One session of learning. What was learned is stored after each port. */
    private static final class Lesson {
        private final Workplace place;
        private final LearnedPorts file;
        private final Map<PortPath, Slot> slots;
        private final UsbBus bus;
        private final Semaphore hint = new Semaphore(0);
        private final BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));

        Lesson(Workplace place, LearnedPorts file, Map<PortPath, Slot> known, UsbBus bus) {
            this.place = place;
            this.file = file;
            this.slots = new TreeMap<>(known);
            this.bus = bus;
        }

        int run() throws IOException, InterruptedException {
            bus.onChange(hint::release);
            Set<PortPath> seen = attached();
            Set<PortPath> asked = new HashSet<>();
            System.err.println("Plug a board into the first slot.");
            while (true) {
                Set<PortPath> now = attached();
                for (PortPath port : now) {
                    if (seen.contains(port) || !asked.add(port)) {
                        continue;
                    }
                    if (!ask(port)) {
                        System.err.println("The port map is in " + file.file());
                        return ExitCode.OK;
                    }
                }
                seen = now;
                hint.drainPermits();
                hint.tryAcquire(SURVEY_MS, TimeUnit.MILLISECONDS);
            }
        }

        private Set<PortPath> attached() {
            Set<PortPath> ports = new TreeSet<>();
            for (BoardSighting board : Boards.survey(bus)) {
                if (board.mode() != BootMode.NOT_A_BOARD) {
                    ports.add(board.port());
                }
            }
            return ports;
        }

        /** Asks for the label of this port until it makes sense; false when the person is done. */
        private boolean ask(PortPath port) throws IOException {
            Optional<StationConfig.PortEntry> fixed = place.config().entry(port);
            if (fixed.isPresent()) {
                System.err.println(
                        port + " is slot " + fixed.get().slot() + " by the configuration. Plug the next one.");
                return true;
            }
            while (true) {
                Slot next = nextFree();
                System.err.print("Board on " + port + ". Its slot's label [" + next + "]: ");
                System.err.flush();
                String line = in.readLine();
                if (line == null || line.strip().equals("q")) {
                    return false;
                }
                Slot slot = slot(line.strip(), next);
                if (slot == null) {
                    System.err.println("A slot label has 1 to 16 letters, digits, dots or dashes.");
                } else if (isTaken(slot, port)) {
                    System.err.println("Slot " + slot + " is on another port already; `gangway ports show` lists it.");
                } else {
                    slots.put(port, slot);
                    file.store(slots);
                    System.err.println(port + " is slot " + slot + ". Plug the next one.");
                    return true;
                }
            }
        }

        private @Nullable Slot slot(String line, Slot next) {
            String prefix = place.config().scan().slotPrefix();
            String label = line.startsWith(prefix) ? line.substring(prefix.length()) : line;
            try {
                return label.isEmpty() ? next : new Slot(label);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        private boolean isTaken(Slot slot, PortPath port) {
            List<StationConfig.PortEntry> fixed = place.config().ports();
            return fixed.stream().anyMatch(entry -> entry.slot().equals(slot))
                    || slots.entrySet().stream()
                            .anyMatch(known -> known.getValue().equals(slot)
                                    && !known.getKey().equals(port));
        }

        private Slot nextFree() {
            for (int number = 1; ; number++) {
                Slot slot = new Slot(String.format("%02d", number));
                boolean fixed = place.config().ports().stream()
                        .anyMatch(entry -> entry.slot().equals(slot));
                if (!fixed && !slots.containsValue(slot)) {
                    return slot;
                }
            }
        }
    }
}
