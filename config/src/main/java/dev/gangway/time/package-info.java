/** The one place from which the station learns how time passes, and what the hour is. */
@NullMarked
package dev.gangway.time;

import org.jspecify.annotations.NullMarked;
