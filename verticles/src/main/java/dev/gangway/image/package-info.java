/** Images: opened, checked, unpacked and digested once, then shared by all ports. Blocking; any worker thread. */
@NullMarked
package dev.gangway.image;

import org.jspecify.annotations.NullMarked;
