/** A Linux with busybox on a board's console: its start, its login, its shell and the commands by which media are written. */
@NullMarked
package dev.gangway.virtual.busybox;

import org.jspecify.annotations.NullMarked;
