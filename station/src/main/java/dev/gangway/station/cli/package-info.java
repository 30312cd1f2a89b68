/** The command line: one class a command. */
@NullMarked
package dev.gangway.station.cli;

import org.jspecify.annotations.NullMarked;
