/** The virtual hub: boards that speak the real wire protocols at the level of USB transfers, without hardware. */
@NullMarked
package dev.gangway.virtual;

import org.jspecify.annotations.NullMarked;
