/** The device side of NXP's serial download protocol: the boot ROM of an i.MX, and the fastboot of the U-Boot it is given. */
@NullMarked
package dev.gangway.virtual.sdp;

import org.jspecify.annotations.NullMarked;
