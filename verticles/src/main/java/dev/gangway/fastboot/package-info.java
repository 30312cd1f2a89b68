/** A fastboot client over a USB byte channel: no Vert.x, no threads of its own; one thread drives one client. */
@NullMarked
package dev.gangway.fastboot;

import org.jspecify.annotations.NullMarked;
