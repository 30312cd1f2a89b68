/** Where bundles come from: folders, archives, OCI layouts and registries. Blocking; any worker thread. */
@NullMarked
package dev.gangway.uboot.bundle.source;

import org.jspecify.annotations.NullMarked;
