/** The device side of fastboot: what a virtual board's boot loader answers, and the partitions behind it. */
@NullMarked
package dev.gangway.virtual.gadget;

import org.jspecify.annotations.NullMarked;
