/** What every command has of its call: the program's options, its two ways to print, its failure. */
@NullMarked
package dev.gangway.station.cli.call;

import org.jspecify.annotations.NullMarked;
