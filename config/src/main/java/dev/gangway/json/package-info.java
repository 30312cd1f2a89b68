/** The stable JSON form of a finished job: what the ledger keeps, the export sends and the command line prints. */
@NullMarked
package dev.gangway.json;

import org.jspecify.annotations.NullMarked;
