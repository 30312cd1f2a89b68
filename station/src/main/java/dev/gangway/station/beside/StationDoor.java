package dev.gangway.station.beside;

import dev.gangway.model.FileTrouble;
import dev.gangway.station.Station;
import dev.gangway.station.StationPlan;
import dev.gangway.station.handover.HandoverServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of a running station, for other commands of whoever owns its data folder, where it stands as a file that only this
 * user can read. It needs neither the page nor its login, and lies on the loopback wherever the page does. A station that cannot
 * open one runs without.
 */
public final class StationDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StationDoor.class);
    private static final String FILE = "station.door";

    private final Path file;
    private final @Nullable HandoverServer server;

    private StationDoor(Path file, @Nullable HandoverServer server) {
        this.file = file;
        this.server = server;
    }

    /**
     * Opens the door of a station that is usable.
     *
     * @param home where the program is installed
     */
    public static StationDoor open(Station station, StationPlan plan, Path home) {
        Path file = in(plan.data());
        HandoverServer server = null;
        try {
            // The station holds the folder, so whoever left a door there is gone.
            Files.deleteIfExists(file);
            server = new HandoverServer(new StationPerformer(station, plan));
            server.door(home).write(file);
            return new StationDoor(file, server);
        } catch (IOException e) {
            LOG.warn("other commands cannot work beside this station: {}", FileTrouble.told(e));
            StationDoor none = new StationDoor(file, server);
            none.close();
            return new StationDoor(file, null);
        }
    }

    /** Where the door of a station stands that runs on this folder. */
    static Path in(Path data) {
        return data.resolve(FILE);
    }

    /** Takes no more; what runs is stopped. */
    @Override
    public void close() {
        HandoverServer open = server;
        if (open == null) {
            return;
        }
        try {
            Files.deleteIfExists(file);
            open.close();
        } catch (IOException e) {
            LOG.warn("the station's door stays behind: {}", FileTrouble.told(e));
        }
    }
}
