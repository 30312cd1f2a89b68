package dev.gangway.station.cli.line;

import dev.gangway.model.FolderTree;
import dev.gangway.station.cli.call.PutAway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder that goes away with its command, also when the process is told to end: it then waits until the command has closed
 * this, for some time at most.
 */
final class TemporaryFolder implements AutoCloseable {
    /** More than a station takes to stop. */
    private static final long SECONDS = 40;

    private final Path path;
    private final PutAway end;

    /** Makes it in the system's folder for temporary files. */
    TemporaryFolder(String prefix) throws IOException {
        path = Files.createTempDirectory(prefix);
        end = new PutAway(SECONDS, "the command did not end in time; its folder " + path + " is left");
    }

    /** Where it is. */
    Path path() {
        return path;
    }

    @Override
    public void close() {
        delete();
        end.close();
    }

    private void delete() {
        try {
            FolderTree.remove(path);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("gangway: the temporary folder " + path + " could not be deleted: " + e.getMessage());
        }
    }
}
