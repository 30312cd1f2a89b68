/** What is done with a flash bundle: its files are loaded and booted, and the image goes to one of its targets. Blocking. */
@NullMarked
package dev.gangway.uboot.bundle.flash;

import org.jspecify.annotations.NullMarked;
