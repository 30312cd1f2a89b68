/** The port map: which label stands on which physical port, as configured and as learned on the spot. */
@NullMarked
package dev.gangway.slot;

import org.jspecify.annotations.NullMarked;
