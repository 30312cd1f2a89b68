/** Keys that are made for units, and certificates that somebody outside makes of them on request (PKCS #10). Blocking; any worker thread. */
@NullMarked
package dev.gangway.unit.certificate;

import org.jspecify.annotations.NullMarked;
