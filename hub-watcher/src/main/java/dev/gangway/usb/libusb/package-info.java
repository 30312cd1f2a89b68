/**
 * The bus of real devices: usb4java and libusb, the one package that imports {@code org.usb4java}. A context of its own
 * watches; each open device has another, so that no flashing thread ever runs a watcher's callback.
 */
@NullMarked
package dev.gangway.usb.libusb;

import org.jspecify.annotations.NullMarked;
