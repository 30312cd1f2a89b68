/** Watches the machine's clock, by which nothing is measured but all is recorded. */
@NullMarked
package dev.gangway.clock;

import org.jspecify.annotations.NullMarked;
