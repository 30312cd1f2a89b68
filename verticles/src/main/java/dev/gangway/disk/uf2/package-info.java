/**
 * A client for the drives of UF2 boot loaders, on top of {@link dev.gangway.disk.Disk}: {@link dev.gangway.disk.uf2.Uf2Drive} is the
 * drive, {@link dev.gangway.disk.uf2.Uf2Content} what goes to it.
 */
@NullMarked
package dev.gangway.disk.uf2;

import org.jspecify.annotations.NullMarked;
