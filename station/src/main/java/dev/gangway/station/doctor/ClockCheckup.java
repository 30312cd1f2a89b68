package dev.gangway.station.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** Whether the machine's clock can be right: it is not before this program was installed, nor before the ledger. */
final class ClockCheckup implements Checkup {
    private static final String CHECK = "clock";
    private static final Duration SLACK = Duration.ofDays(1);

    private final InstantSource clock;
    private final List<Path> witnesses;

    /** The witnesses are files that were written in the past. */
    ClockCheckup(InstantSource clock, List<Path> witnesses) {
        this.clock = clock;
        this.witnesses = List.copyOf(witnesses);
    }

    @Override
    public List<Finding> examine() {
        Instant now = clock.instant();
        return witnesses.stream()
                .flatMap(ClockCheckup::files)
                .filter(file -> written(file).isAfter(now.plus(SLACK)))
                .findFirst()
                .map(file -> List.of(Finding.problem(
                        CHECK,
                        "the clock says " + now + ", but " + file + " was written at " + written(file)
                                + ": records would carry wrong times",
                        "sudo timedatectl set-ntp true")))
                .orElse(List.of(Finding.ok(CHECK, now.toString())));
    }

    private static Stream<Path> files(Path witness) {
        return Files.exists(witness) ? Stream.of(witness) : Stream.of();
    }

    private static Instant written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }
}
