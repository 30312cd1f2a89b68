/** The configured station as commands see it that do not run one: its files, its bus, its ports. */
@NullMarked
package dev.gangway.station.cli.place;

import org.jspecify.annotations.NullMarked;
