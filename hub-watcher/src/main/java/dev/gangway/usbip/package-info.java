/**
 * Serves the boards of the virtual hub over the USB/IP protocol 1.1.1 (Linux, Documentation/usb/usbip_protocol.rst), so that a
 * kernel's {@code vhci-hcd} sees them as USB devices and any flashing tool can be tried on them.
 */
@NullMarked
package dev.gangway.usbip;

import org.jspecify.annotations.NullMarked;
