/** Files of other programs that flash boards, taken over as recipes: read, never run. Blocking; one thread. */
@NullMarked
package dev.gangway.peer;

import org.jspecify.annotations.NullMarked;
