package dev.gangway.station.cli.bench;

import dev.gangway.station.StationBench;
import dev.gangway.station.handover.HandoverServer;
import dev.gangway.virtual.VirtualHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The shipped start script in a folder of its own, and a bench behind it whose boards are on a virtual hub. */
public final class InstalledBench implements AutoCloseable {
    private static final Path SHIPPED = Path.of("src/dist").toAbsolutePath();
    private static final List<String> SCRIPTS = List.of("bin/gangway", "lib/bench-verb.bash");

    private final BenchBuses buses;
    private final HandoverServer server;

    /** Installs the script into this home, and serves it. The hub is closed with this. */
    public InstalledBench(Path home, VirtualHub hub) throws IOException {
        for (String script : SCRIPTS) {
            Files.createDirectories(home.resolve(script).getParent());
            Files.copy(SHIPPED.resolve(script), home.resolve(script), StandardCopyOption.COPY_ATTRIBUTES);
        }
        VerbsFile.main(new String[] {home.resolve("lib/bench-verbs").toString()});
        buses = new BenchBuses(place -> hub);
        server = new HandoverServer(new BenchPerformer(StationBench.OURS, buses));
    }

    /** Writes what the script of this home finds the bench by. */
    public void write(Path door, Path home) throws IOException {
        server.door(home).write(door);
    }

    /** Ends the bench; what it does at the moment ends too. */
    public void end() throws IOException {
        server.close();
    }

    @Override
    public void close() throws IOException {
        end();
        buses.close();
    }
}
