/**
 * Boards on this machine: a station that runs ({@code run}, {@code demo}, {@code flash}), what is plugged in ({@code
 * list}), and virtual boards for others ({@code boards}).
 */
@NullMarked
package dev.gangway.station.cli.line;

import org.jspecify.annotations.NullMarked;
