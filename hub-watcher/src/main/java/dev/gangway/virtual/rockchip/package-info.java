/** The device side of Rockchip's boot ROMs and of the loaders that speak rockusb, and a loader file for them. */
@NullMarked
package dev.gangway.virtual.rockchip;

import org.jspecify.annotations.NullMarked;
