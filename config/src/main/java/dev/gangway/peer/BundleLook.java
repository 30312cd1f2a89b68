package dev.gangway.peer;

import dev.gangway.format.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How a bundle is looked at; whoever flashes bundles knows. */
@FunctionalInterface
public interface BundleLook {
    /** The manifest's usual name. */
    String MANIFEST = "manifest.yaml";

    /**
     * What was seen of a bundle.
     *
     * @param name its own
     * @param targets the media that it knows
     * @param unknown keys that mean nothing, by their lines
     */
    record Seen(String name, List<String> targets, Map<Integer, String> unknown) {
        /** Copies the collections. */
        public Seen {
            targets = List.copyOf(targets);
            unknown = new TreeMap<>(unknown);
        }
    }

    /**
     * Looks at the manifest and for the files that it names.
     *
     * @throws FormatException when the bundle is not sound
     * @throws IOException when it can't be read
     */
    Seen look(Path manifest) throws FormatException, IOException;
}
