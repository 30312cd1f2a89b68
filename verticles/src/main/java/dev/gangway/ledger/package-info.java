/**
 * The record of what happened to every unit: append-only, chained by hash, durable before anyone hears that it is
 * recorded. Here is what it promises; how it is kept stands in {@code dev.gangway.ledger.h2}.
 */
@NullMarked
package dev.gangway.ledger;

import org.jspecify.annotations.NullMarked;
