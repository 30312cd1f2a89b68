/** The U-Boot of a virtual board: a shell that does what a script says, on the board's memory and NAND. */
@NullMarked
package dev.gangway.virtual.uboot;

import org.jspecify.annotations.NullMarked;
