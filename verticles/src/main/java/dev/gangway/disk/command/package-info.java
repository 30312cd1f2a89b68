/** {@code gangway disk}: what a board's disk has, and writing, reading and comparing it. */
@NullMarked
package dev.gangway.disk.command;

import org.jspecify.annotations.NullMarked;
