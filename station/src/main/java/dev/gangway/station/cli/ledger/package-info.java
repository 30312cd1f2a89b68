/** {@code gangway ledger} and {@code outbox}: the record, in this process or asked of the station that runs. */
@NullMarked
package dev.gangway.station.cli.ledger;

import org.jspecify.annotations.NullMarked;
