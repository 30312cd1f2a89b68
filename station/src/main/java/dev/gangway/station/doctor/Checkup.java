package dev.gangway.station.doctor;

import java.util.List;

/** Looks at one thing. Changes nothing; may block for a moment. */
@FunctionalInterface
public interface Checkup {
    /** What it found; at least one finding, OK when all is well. */
    List<Finding> examine();
}
