package dev.gangway.peer;

import dev.gangway.format.FormatException;
import java.io.IOException;
import java.nio.file.Path;

/** Takes over the files of one peer. */
@FunctionalInterface
public interface PeerFile {
    /**
     * Reads a file or a folder; writes nothing.
     *
     * @throws FormatException when it is none of that peer's, or so broken that no line of it can be judged
     * @throws IOException when it can't be read
     */
    PeerImport read(Path source) throws FormatException, IOException;
}
