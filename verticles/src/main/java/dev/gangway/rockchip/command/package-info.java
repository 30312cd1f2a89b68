/** {@code gangway rockchip}. */
@NullMarked
package dev.gangway.rockchip.command;

import org.jspecify.annotations.NullMarked;
