/** Environment images of U-Boot: made from text, and read back. Pure; any thread. */
@NullMarked
package dev.gangway.image.ubootenv;

import org.jspecify.annotations.NullMarked;
