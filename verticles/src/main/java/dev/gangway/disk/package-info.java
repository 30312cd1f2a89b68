/**
 * A client for boards that show a disk over USB: Bulk-Only Transport 1.0 and the commands of SPC-4 and SBC-3 that a disk needs.
 * {@link dev.gangway.disk.DiskDevice} finds the disk, {@link dev.gangway.disk.Disk} is it.
 */
@NullMarked
package dev.gangway.disk;

import org.jspecify.annotations.NullMarked;
