package dev.gangway.message;

import java.util.List;

/**
 * A value of a pool that is to be a unit's own.
 *
 * @param pool the pool's name
 * @param place its place in the pool, which is drawn once
 * @param shown what the record says of it: the value, or its fingerprint where it is a secret
 * @param keys what no other draw of any pool may have: each of the unit's MAC addresses, a line's fingerprint
 * @param burn whether nobody has it again when the job does not pass; otherwise the unit keeps it
 */
public record PoolDraw(String pool, long place, String shown, List<String> keys, boolean burn) {
    /** Copies the list. */
    public PoolDraw {
        keys = List.copyOf(keys);
    }
}
