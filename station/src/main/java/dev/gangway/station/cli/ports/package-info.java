/** {@code gangway ports} and {@code power}: which label stands on which port, and its power. */
@NullMarked
package dev.gangway.station.cli.ports;

import org.jspecify.annotations.NullMarked;
