/**
 * A client for USB DFU 1.1 and ST's DfuSe (the project's DFU dossier). {@link dev.gangway.dfu.DfuDevice} is the whole of it.
 */
@NullMarked
package dev.gangway.dfu;

import org.jspecify.annotations.NullMarked;
