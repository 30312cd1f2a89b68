/**
 * The ledger in an H2 file: one thread writes, in groups, each synced to disk before it is acknowledged; another one
 * reads. The only package that imports {@code java.sql}.
 */
@NullMarked
package dev.gangway.ledger.h2;

import org.jspecify.annotations.NullMarked;
