/** The command line: the program, and the table of its commands, which have a package for each of their subjects. */
@NullMarked
package dev.gangway.station.cli;

import org.jspecify.annotations.NullMarked;
