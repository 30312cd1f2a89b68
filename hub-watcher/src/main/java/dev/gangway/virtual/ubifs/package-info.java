/** UBIFS as a board's U-Boot reads it, from a UBI volume. */
@NullMarked
package dev.gangway.virtual.ubifs;

import org.jspecify.annotations.NullMarked;
