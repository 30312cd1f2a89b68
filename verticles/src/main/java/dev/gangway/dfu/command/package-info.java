/** {@code gangway dfu}: the options of dfu-util over our client. */
@NullMarked
package dev.gangway.dfu.command;

import org.jspecify.annotations.NullMarked;
