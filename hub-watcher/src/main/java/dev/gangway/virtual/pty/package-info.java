/** Virtual boards behind a serial line on ptys, for any serial tool. JNA is here alone. */
@NullMarked
package dev.gangway.virtual.pty;

import org.jspecify.annotations.NullMarked;
