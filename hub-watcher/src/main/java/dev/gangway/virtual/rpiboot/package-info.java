/** The device side of Raspberry Pi's USB boot: the boot ROM, the second stage that asks for files, and what they start. */
@NullMarked
package dev.gangway.virtual.rpiboot;

import org.jspecify.annotations.NullMarked;
