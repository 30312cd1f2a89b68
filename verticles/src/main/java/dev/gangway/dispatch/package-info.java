/** Ties scans to boards: which slot a serial goes to, and why a scan is refused. */
@NullMarked
package dev.gangway.dispatch;

import org.jspecify.annotations.NullMarked;
