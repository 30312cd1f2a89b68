/** {@code gangway sdp}. */
@NullMarked
package dev.gangway.sdp.command;

import org.jspecify.annotations.NullMarked;
