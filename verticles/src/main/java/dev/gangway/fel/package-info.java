/** The FEL client: Allwinner's boot ROM over USB, as a blocking library over one {@code UsbSession}. */
@NullMarked
package dev.gangway.fel;

import org.jspecify.annotations.NullMarked;
