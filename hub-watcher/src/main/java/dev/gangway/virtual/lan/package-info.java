/** Virtual boards on the network: what a boot loader with a network cable does, for the gadget on a port of the virtual hub. */
@NullMarked
package dev.gangway.virtual.lan;

import org.jspecify.annotations.NullMarked;
