/** The device side of USB mass storage: Bulk-Only Transport 1.0 and a SCSI disk, and boards that show one. */
@NullMarked
package dev.gangway.virtual.disk;

import org.jspecify.annotations.NullMarked;
