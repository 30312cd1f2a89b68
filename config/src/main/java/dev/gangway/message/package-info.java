/** What travels on the bus: sealed hierarchies of immutable records. */
@NullMarked
package dev.gangway.message;

import org.jspecify.annotations.NullMarked;
