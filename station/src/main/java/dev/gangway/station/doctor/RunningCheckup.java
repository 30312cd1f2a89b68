package dev.gangway.station.doctor;

import dev.gangway.station.beside.BesideException;
import dev.gangway.station.beside.StationBeside;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a station runs on the data folder, and answers. What it holds then (the folder, the page's address, boards) is held as
 * it should be, which the other checkups ask here.
 */
final class RunningCheckup implements Checkup {
    private static final String CHECK = "station";

    private final StationBeside.@Nullable About about;
    private final String problem;

    /** Asks now. */
    RunningCheckup(@Nullable Path data) {
        StationBeside.About found = null;
        String silent = "";
        try {
            Optional<StationBeside> beside = data == null ? Optional.empty() : StationBeside.on(data);
            found = beside.isPresent() ? beside.get().about() : null;
        } catch (BesideException e) {
            silent = String.valueOf(e.getMessage());
        }
        about = found;
        problem = silent;
    }

    /** The station that runs and answers; empty when none does. */
    Optional<StationBeside.About> about() {
        return Optional.ofNullable(about);
    }

    @Override
    public List<Finding> examine() {
        if (!problem.isEmpty()) {
            return List.of(Finding.problem(
                    CHECK, problem, "wait a moment and look again; else end that process and start the station"));
        }
        return List.of(Finding.ok(
                CHECK,
                about().map(station -> "runs as process " + station.pid() + ", version " + station.version()
                                + (station.url().isEmpty() ? "" : ", page " + station.url()))
                        .orElse("none runs on the data folder")));
    }
}
