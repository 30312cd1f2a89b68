/**
 * A lab board whose processor and memory are an emulated H3: QEMU runs what the host uploads, real boot loaders included,
 * and its gdb stub stands in for the boot ROM's hands.
 */
@NullMarked
package dev.gangway.station.lab.emulated;

import org.jspecify.annotations.NullMarked;
