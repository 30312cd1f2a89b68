/**
 * A client for the USB boot of Raspberry Pi's chips (the project's dossier on boot ROMs): the boot ROM, and the second stage,
 * which asks for files. {@link dev.gangway.rpiboot.RpibootDevice} is the whole of it.
 */
@NullMarked
package dev.gangway.rpiboot;

import org.jspecify.annotations.NullMarked;
