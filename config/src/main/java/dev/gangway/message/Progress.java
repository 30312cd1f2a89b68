package dev.gangway.message;

import dev.gangway.model.Epoch;
import dev.gangway.model.PortPath;

/**
 * How far the running step is.
 *
 * @param port which port
 * @param epoch its attach when the step began
 * @param step the step's name
 * @param bytes bytes done in this step
 * @param total bytes in all, 0 when unknown
 * @param bytesPerSecond over the last second; 0 while that is not known yet
 * @param said the last line that the board said while it works on it; empty = none yet
 */
public record Progress(
        PortPath port, Epoch epoch, String step, long bytes, long total, long bytesPerSecond, String said)
        implements Message {}
