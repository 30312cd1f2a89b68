package dev.gangway.peer;

import dev.gangway.format.FormatException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * All peers.
 *
 * @param bundles how flash bundles are looked at
 * @param chipRecipe the station's recipe for folders of CHIP-tools
 */
public record Peers(BundleLook bundles, Path chipRecipe) {
    /**
     * Takes a file or a folder over; writes nothing.
     *
     * @throws FormatException when it is none of that peer's
     * @throws IOException when it can't be read
     */
    public PeerImport read(PeerKind kind, Path source) throws FormatException, IOException {
        PeerFile file =
                switch (kind) {
                    case SNAGFACTORY -> new SnagfactoryFile();
                    case UUU -> new UuuScript();
                    case JUMPSTARTER -> new BundleFolder(bundles);
                    case ESP_IDF -> new EspBuild();
                    case CHIP_TOOLS -> new ChipFolder(chipRecipe);
                };
        return file.read(source);
    }
}
