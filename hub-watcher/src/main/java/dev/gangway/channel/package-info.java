/** Byte channels to boards and the bus interface: the one package of this module that the verticles see. */
@NullMarked
package dev.gangway.channel;

import org.jspecify.annotations.NullMarked;
