/** {@code gangway uboot}: what people do at U-Boot's console. */
@NullMarked
package dev.gangway.uboot.command;

import org.jspecify.annotations.NullMarked;
