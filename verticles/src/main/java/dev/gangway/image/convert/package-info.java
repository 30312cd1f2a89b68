/** Image files made of others: each is there whole or not at all, memory does not grow with them. Blocking; one thread. */
@NullMarked
package dev.gangway.image.convert;

import org.jspecify.annotations.NullMarked;
