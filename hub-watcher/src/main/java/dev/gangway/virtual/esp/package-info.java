/** The device side of the serial loader in the boot ROMs of Espressif's chips, on a board with a flash and an adapter. */
@NullMarked
package dev.gangway.virtual.esp;

import org.jspecify.annotations.NullMarked;
