/** Boards on the network: {@code tcp:HOST:PORT} and {@code udp:HOST:PORT} are lines, whose boards come and go unseen. */
@NullMarked
package dev.gangway.net;

import org.jspecify.annotations.NullMarked;
