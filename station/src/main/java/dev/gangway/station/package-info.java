/** Puts a station together and runs it. */
@NullMarked
package dev.gangway.station;

import org.jspecify.annotations.NullMarked;
