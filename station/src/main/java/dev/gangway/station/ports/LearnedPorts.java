package dev.gangway.station.ports;

import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The learned part of the port map, {@code ports.map} in the data folder: a line {@code PORT SLOT} for each port, for
 * people to edit too; {@code #} begins a comment. One thread at a time.
 */
public final class LearnedPorts {
    private static final String NAME = "ports.map";
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
     * What was learned so far, in the order of the ports; empty when nothing was.
     *
     * @throws IOException naming the line when the file is not what it should be
     */
    public Map<PortPath, Slot> load() throws IOException {
        Map<PortPath, Slot> slots = new TreeMap<>();
        int number = 0;
        for (String line : lines()) {
            number++;
            String text = line.replaceFirst("#.*", "").strip();
            if (text.isEmpty()) {
                continue;
            }
            String[] words = text.split("\\s+");
            try {
                if (words.length != 2) {
                    throw new IllegalArgumentException("expected PORT SLOT, for example 1-2.4 07");
                }
                Slot slot = new Slot(words[1]);
                if (slots.containsValue(slot)) {
                    throw new IllegalArgumentException("the slot " + slot + " is given twice");
                }
                slots.put(new PortPath(words[0]), slot);
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ":" + number + ": " + e.getMessage() + "; mend or delete the line", e);
            }
        }
        return new LinkedHashMap<>(slots);
    }

    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException nothingLearned) {
            return List.of();
        }
    }

    /** Stores the map in place of the old one, whole or not at all. */
    public void store(Map<PortPath, Slot> slots) throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        new TreeMap<>(slots)
                .forEach((port, slot) ->
                        text.append(port).append(' ').append(slot).append('\n'));
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path fresh = file.resolveSibling(NAME + ".new");
        Files.write(fresh, text.toString().getBytes(StandardCharsets.UTF_8));
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
