/**
 * A client for Rockchip's boot ROM and for loaders that speak rockusb (the project's dossier on boot ROMs).
 * {@link dev.gangway.rockchip.RockchipDevice} is the whole of it.
 */
@NullMarked
package dev.gangway.rockchip;

import org.jspecify.annotations.NullMarked;
