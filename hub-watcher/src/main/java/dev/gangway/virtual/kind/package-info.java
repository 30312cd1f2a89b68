/** What a kind of virtual board is: its name, its options, its faults, and the boards that it makes. */
@NullMarked
package dev.gangway.virtual.kind;

import org.jspecify.annotations.NullMarked;
