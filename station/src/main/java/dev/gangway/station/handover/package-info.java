/**
 * Commands that another process hands over to this one, which is warm, so that they end as fast as a native tool's. The other
 * process is {@code bin/gangway} with {@code lib/bench-verb.bash}; decision 10 has the reasons.
 *
 * <p>A caller finds the port in a file that only its user can read ({@link Door}) and connects to it on the loopback. Whoever
 * listens there may be a stranger by now, so first both show that they know the door's token ({@link DoorProof}): the caller sends
 * a word that it made up; the bench answers with a line of its own word and the first half of the digest. The caller goes on
 * only when that is right. It sends strings that end with a zero byte: the other half, its working folder, how many words
 * follow, the words. It reads lines:
 *
 * <ul>
 *   <li>{@code yes}: the command runs here from now on; or {@code no}: the caller has to run it itself, nothing was done;
 *   <li>{@code text FD N}: N bytes without a zero follow, for the file descriptor 1 or 2 and no other;
 *   <li>{@code bytes FD N}: the same for any bytes;
 *   <li>{@code exit CODE}: the end.
 * </ul>
 *
 * A caller that goes away cancels its command.
 */
@NullMarked
package dev.gangway.station.handover;

import org.jspecify.annotations.NullMarked;
