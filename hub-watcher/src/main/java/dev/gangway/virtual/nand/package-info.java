/** Raw NAND flash as a virtual board carries it, and the page store that lets many boards share equal content. */
@NullMarked
package dev.gangway.virtual.nand;

import org.jspecify.annotations.NullMarked;
