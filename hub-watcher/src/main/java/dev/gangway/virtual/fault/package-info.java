/** Scripted faults of virtual boards: what goes wrong, from which byte on, how often. */
@NullMarked
package dev.gangway.virtual.fault;

import org.jspecify.annotations.NullMarked;
