/** Barcode scanners on serial lines. */
@NullMarked
package dev.gangway.scan.serial;

import org.jspecify.annotations.NullMarked;
