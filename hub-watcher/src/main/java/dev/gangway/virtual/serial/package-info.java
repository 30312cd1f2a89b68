/** Virtual boards behind a serial line: a USB adapter of the CDC-ACM class, and noise on the line. */
@NullMarked
package dev.gangway.virtual.serial;

import org.jspecify.annotations.NullMarked;
