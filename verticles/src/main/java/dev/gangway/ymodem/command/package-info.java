/** {@code gangway ymodem}. */
@NullMarked
package dev.gangway.ymodem.command;

import org.jspecify.annotations.NullMarked;
