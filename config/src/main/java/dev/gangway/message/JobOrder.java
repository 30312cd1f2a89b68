package dev.gangway.message;

import dev.gangway.model.JobId;
import dev.gangway.model.Serial;
import java.util.Map;

/**
 * What the dispatcher asks a port to do.
 *
 * @param job the new job's name; asking twice with the same name is harmless
 * @param serial the unit
 * @param recipe the recipe's name, one of those that fit the board
 * @param operator who scanned, or {@code -}
 * @param rework whether a supervisor allowed this serial again
 * @param images files that were given for this job
 * @param label what of the unit's own its label said, by GS1 application identifier
 */
public record JobOrder(
        JobId job,
        Serial serial,
        String recipe,
        String operator,
        boolean rework,
        GivenImages images,
        Map<String, String> label) {
    /** Copies the map. */
    public JobOrder {
        label = Map.copyOf(label);
    }

    /** A job with the configured images, of a label that says the serial alone. */
    public JobOrder(JobId job, Serial serial, String recipe, String operator, boolean rework) {
        this(job, serial, recipe, operator, rework, GivenImages.NONE, Map.of());
    }
}
