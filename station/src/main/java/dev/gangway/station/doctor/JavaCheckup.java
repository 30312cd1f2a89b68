package dev.gangway.station.doctor;

import java.util.List;

/** Whether this Java can carry a station. */
final class JavaCheckup implements Checkup {
    private static final String CHECK = "java";
    private static final int LEAST = 17;
    private static final long MIB = 1 << 20;
    /** A station of 64 ports stays below this (its memory test runs with it). */
    private static final long HEAP = 256 * MIB;

    private final Runtime.Version version;
    private final long heap;

    JavaCheckup(Runtime.Version version, long heap) {
        this.version = version;
        this.heap = heap;
    }

    @Override
    public List<Finding> examine() {
        if (version.feature() < LEAST) {
            return List.of(Finding.problem(
                    CHECK, "Java " + version + " is too old", "sudo apt-get install openjdk-17-jre-headless"));
        }
        if (heap < HEAP - HEAP / 8) {
            return List.of(Finding.warn(
                    CHECK,
                    "Java " + version + " may use " + heap / MIB + " MiB; 64 ports need " + HEAP / MIB,
                    "start with JAVA_OPTS=-Xmx256m"));
        }
        return List.of(Finding.ok(CHECK, "Java " + version + ", up to " + heap / MIB + " MiB"));
    }
}
