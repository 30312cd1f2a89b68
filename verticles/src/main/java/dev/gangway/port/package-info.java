/** One verticle a physical port: its state machine, its worker, its record. */
@NullMarked
package dev.gangway.port;

import org.jspecify.annotations.NullMarked;
