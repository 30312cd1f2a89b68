package dev.gangway.virtual.spark;

import java.time.Duration;

/**
 * How long a Core waits for things (the dossier's section 10).
 *
 * @param patience for the rest of what has begun
 * @param ping it asks whether its cloud is there after so long in silence
 * @param pong and gives up after so much more
 * @param greeting its cloud's Hello has to come within this; newer firmware only
 * @param missed between two lists of what it misses
 * @param update without a chunk it ends an update by a reset
 * @param lost the same when its link is lost in the update
 * @param start from a reset until it connects
 * @param again until it connects again after it lost its link
 */
record AirTimes(
        Duration patience,
        Duration ping,
        Duration pong,
        Duration greeting,
        Duration missed,
        Duration update,
        Duration lost,
        Duration start,
        Duration again) {
    static final AirTimes REAL = new AirTimes(
            Duration.ofSeconds(20),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1));

    /** For who does not want to wait: what the cloud has to be quick at is as it is. */
    static final AirTimes SHORT = new AirTimes(
            Duration.ofSeconds(20),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofMillis(150),
            Duration.ofSeconds(8),
            Duration.ofMillis(50),
            Duration.ofMillis(20),
            Duration.ofMillis(20));
}
