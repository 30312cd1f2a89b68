/** Switches of a port's power that are no USB hubs: programs, outlets on the network, hubs with a switch of their own. */
@NullMarked
package dev.gangway.power;

import org.jspecify.annotations.NullMarked;
