/** The client for NXP's serial download protocol: a library over a channel. */
@NullMarked
package dev.gangway.sdp;

import org.jspecify.annotations.NullMarked;
