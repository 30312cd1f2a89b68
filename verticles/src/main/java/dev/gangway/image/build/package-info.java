/** Images built of a compiled U-Boot and a root file system, by Debian's programs and our own formats. Blocking; one thread. */
@NullMarked
package dev.gangway.image.build;

import org.jspecify.annotations.NullMarked;
