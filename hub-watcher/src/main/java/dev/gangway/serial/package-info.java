/** Serial lines of the machine: {@code serial:/dev/ttyS0} is a line, whose boards come and go unseen. jSerialComm is here alone. */
@NullMarked
package dev.gangway.serial;

import org.jspecify.annotations.NullMarked;
