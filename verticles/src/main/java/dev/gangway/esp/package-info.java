/**
 * The client for the serial loader in the boot ROMs of Espressif's chips (the project's dossier esp-serial.md). Nothing is loaded
 * into the chip: its ROM does all.
 */
@NullMarked
package dev.gangway.esp;

import org.jspecify.annotations.NullMarked;
