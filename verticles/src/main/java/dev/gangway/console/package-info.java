/**
 * What boards say on their consoles during a job: masked, bounded, shown while it is said, and kept as files in the data
 * folder, whose digests are in the ledger's chain.
 */
@NullMarked
package dev.gangway.console;

import org.jspecify.annotations.NullMarked;
