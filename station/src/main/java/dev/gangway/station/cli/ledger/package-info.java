/** {@code gangway ledger} and {@code outbox}: the record of a station that does not run. */
@NullMarked
package dev.gangway.station.cli.ledger;

import org.jspecify.annotations.NullMarked;
