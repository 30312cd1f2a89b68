/** The written form of virtual boards, as the command line and the demo take it. */
@NullMarked
package dev.gangway.virtual.spec;

import org.jspecify.annotations.NullMarked;
