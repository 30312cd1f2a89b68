/** An interpreter for 32-bit ARM code, so that what a host uploads to a virtual board really runs and can really fail. */
@NullMarked
package dev.gangway.virtual.arm;

import org.jspecify.annotations.NullMarked;
