/** What a running station tells on the terminal: JSON events, the live display, the table at the end. */
@NullMarked
package dev.gangway.station.report;

import org.jspecify.annotations.NullMarked;
