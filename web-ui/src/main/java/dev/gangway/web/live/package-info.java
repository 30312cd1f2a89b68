/**
 * The live picture of the line: what the bus says of each port, as one snapshot and a stream of deltas over
 * server-sent events. A slow reader gets the newest state of each port, never a queue.
 */
@NullMarked
package dev.gangway.web.live;

import org.jspecify.annotations.NullMarked;
