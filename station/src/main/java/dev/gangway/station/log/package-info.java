/** How the program's log looks and where it goes. */
@NullMarked
package dev.gangway.station.log;

import org.jspecify.annotations.NullMarked;
