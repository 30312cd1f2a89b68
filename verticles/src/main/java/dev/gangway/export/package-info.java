/** Finished jobs on their way to other systems: the outbox is the ledger and a cursor. */
@NullMarked
package dev.gangway.export;

import org.jspecify.annotations.NullMarked;
