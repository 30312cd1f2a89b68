/** What U-Boot's console tells the station. */
@NullMarked
package dev.gangway.uboot.step;

import org.jspecify.annotations.NullMarked;
