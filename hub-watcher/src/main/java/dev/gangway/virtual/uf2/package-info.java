/** Boards with a UF2 boot loader: a drive that programs the blocks which are written to it. */
@NullMarked
package dev.gangway.virtual.uf2;

import org.jspecify.annotations.NullMarked;
