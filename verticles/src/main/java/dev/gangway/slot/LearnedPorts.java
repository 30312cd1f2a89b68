package dev.gangway.slot;

import dev.gangway.channel.UsbHub;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import dev.gangway.model.SafeFile;
import dev.gangway.model.Slot;
import dev.gangway.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The learned part of the port map, {@code ports.map} in the data folder, for people to edit too: a line {@code PORT
 * SLOT} or {@code PORT SLOT ROW COLUMN} for each port in the order of learning, and a line {@code hub PORT IDS PORTS
 * [SERIAL]} for each hub, to know it again; {@code #} begins a comment. One thread at a time.
 */
public final class LearnedPorts {
    private static final String NAME = "ports.map";
    private static final String HUB = "hub";
    private static final String HEAD = "# Which label stands on which port, as `gangway ports learn` found out."
            + " Ports of the configuration win.\n";

    private final Path file;

    private LearnedPorts(Path file) {
        this.file = file;
    }

    /** The map of this data folder, which need not exist yet. */
    public static LearnedPorts in(Path dataFolder) {
        return new LearnedPorts(dataFolder.resolve(NAME));
    }

    /** Where it is stored. */
    public Path file() {
        return file;
    }

    /**
     * What was learned so far; nothing when no lesson was held.
     *
     * @throws IOException naming the line when the file is not what it should be
     */
    public LearnedMap load() throws IOException {
        Map<PortPath, LearnedMap.Place> slots = new LinkedHashMap<>();
        Map<HubPath, UsbHub.Shape> hubs = new LinkedHashMap<>();
        int number = 0;
        for (String line : lines()) {
            number++;
            String text = line.replaceFirst("#.*", "").strip();
            if (text.isEmpty()) {
                continue;
            }
            try {
                String[] words = text.split("\\s+");
                if (words[0].equals(HUB)) {
                    hub(words, hubs);
                } else {
                    port(words, slots);
                }
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ":" + number + ": " + e.getMessage() + "; mend or delete the line", e);
            }
        }
        return new LearnedMap(slots, hubs);
    }

    /**
     * The lines whose ports can't be used. Lines that are not what they should be are {@link #load}'s business.
     *
     * @param refusal why a port can't be used, in a sentence; empty when it can
     */
    public List<Problem> problems(Function<PortPath, Optional<String>> refusal) {
        LearnedMap map;
        List<String> lines;
        try {
            map = load();
            lines = lines();
        } catch (IOException broken) {
            return List.of();
        }
        List<Problem> problems = new ArrayList<>();
        map.slots().forEach((port, place) -> refusal.apply(port)
                .ifPresent(message -> problems.add(new Problem(file, lineOf(port, lines), port.text(), message))));
        return List.copyOf(problems);
    }

    private static int lineOf(PortPath port, List<String> lines) {
        int index = 0;
        while (index < lines.size()
                && !lines.get(index).strip().split("[\\s#]", 2)[0].equals(port.text())) {
            index++;
        }
        return index + 1;
    }

    private static void port(String[] words, Map<PortPath, LearnedMap.Place> slots) {
        if (words.length != 2 && words.length != 4) {
            throw new IllegalArgumentException(
                    "expected PORT SLOT, for example 1-2.4 07, or PORT SLOT ROW COLUMN, for example 1-2.4 07 1 3");
        }
        PortPath port = new PortPath(words[0]);
        Slot slot = new Slot(words[1]);
        if (slots.containsKey(port)) {
            throw new IllegalArgumentException("the port " + port + " is named twice");
        }
        if (slots.values().stream().anyMatch(place -> place.slot().equals(slot))) {
            throw new IllegalArgumentException("the slot " + slot + " is given twice");
        }
        boolean placed = words.length == 4;
        slots.put(
                port,
                new LearnedMap.Place(
                        slot, placed ? small(words[2], "row") : 0, placed ? small(words[3], "column") : 0));
    }

    private static void hub(String[] words, Map<HubPath, UsbHub.Shape> hubs) {
        if (words.length != 4 && words.length != 5) {
            throw new IllegalArgumentException("expected hub PORT IDS PORTS [SERIAL], for example hub 1-2 05e3:0610 4");
        }
        hubs.put(
                new HubPath(words[1]),
                new UsbHub.Shape(words[2], small(words[3], "number of ports"), words.length == 5 ? words[4] : null));
    }

    private static int small(String word, String what) {
        if (!word.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("the " + what + " \"" + word + "\" is no number from 0 to 999");
        }
        return Integer.parseInt(word);
    }

    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException nothingLearned) {
            return List.of();
        }
    }

    /** Stores the map in place of the old one, whole or not at all, and on disk when this returns. */
    public void store(LearnedMap map) throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        map.slots().forEach((port, place) -> {
            text.append(port).append(' ').append(place.slot());
            if (place.row() > 0 || place.column() > 0) {
                text.append(' ').append(place.row()).append(' ').append(place.column());
            }
            text.append('\n');
        });
        map.hubs().forEach((hub, shape) -> {
            text.append(HUB)
                    .append(' ')
                    .append(hub)
                    .append(' ')
                    .append(shape.ids())
                    .append(' ')
                    .append(shape.ports());
            if (shape.serial() != null) {
                text.append(' ').append(shape.serial());
            }
            text.append('\n');
        });
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        SafeFile.write(file, text.toString());
    }
}
