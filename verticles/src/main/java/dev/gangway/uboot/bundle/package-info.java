/** Flash bundles: what Linux a board boots to be flashed, and where that writes. Read and checked; no board is spoken to. */
@NullMarked
package dev.gangway.uboot.bundle;

import org.jspecify.annotations.NullMarked;
