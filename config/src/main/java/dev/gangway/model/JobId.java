package dev.gangway.model;

import java.util.Objects;
import java.util.UUID;

/**
 * The name of one job: one unit, one recipe, one port. It is also the id of the record on Kafka.
 *
 * @param value 32 lower-case hex digits
 */
public record JobId(String value) {
    /** Checks the form; throws {@link IllegalArgumentException} saying what is expected. */
    public JobId {
        Objects.requireNonNull(value);
        if (!value.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("a job id is 32 lower-case hex digits");
        }
    }

    /** A new name that no other job has. */
    public static JobId random() {
        return new JobId(UUID.randomUUID().toString().replace("-", ""));
    }

    @Override
    public String toString() {
        return value;
    }
}
