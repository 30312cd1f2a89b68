/** {@code gangway rpiboot}. */
@NullMarked
package dev.gangway.rpiboot.command;

import org.jspecify.annotations.NullMarked;
