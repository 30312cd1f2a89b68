/** A protocol that no main file knows, whole: its client and its board. It shows what one more protocol needs. */
@NullMarked
package dev.gangway.toy;

import org.jspecify.annotations.NullMarked;
