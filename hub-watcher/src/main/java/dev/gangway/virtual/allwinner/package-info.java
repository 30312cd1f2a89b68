/**
 * A virtual board with an Allwinner SoC: its boot ROM speaks FEL, its memory has the real map, and code that the host
 * starts is run. Facts from the FEL dossier, whose section numbers the comments cite.
 */
@NullMarked
package dev.gangway.virtual.allwinner;

import org.jspecify.annotations.NullMarked;
