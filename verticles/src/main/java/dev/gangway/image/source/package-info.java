/**
 * Images that recipes fetch: over HTTP or from a file, unpacked while they come, held against what the recipe says of them, kept by
 * digest below a limit. Blocking; any worker thread, any process.
 */
@NullMarked
package dev.gangway.image.source;

import org.jspecify.annotations.NullMarked;
