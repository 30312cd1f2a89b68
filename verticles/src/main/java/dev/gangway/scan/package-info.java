/** What scanners deliver: undoing what they mangle, GS1 element strings, check digits. Pure. */
@NullMarked
package dev.gangway.scan;

import org.jspecify.annotations.NullMarked;
