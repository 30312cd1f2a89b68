/** What the protocol of Raspberry Pi's USB boot tells the station. */
@NullMarked
package dev.gangway.rpiboot.step;

import org.jspecify.annotations.NullMarked;
