/**
 * Images that recipes fetch or people send: over HTTP, from a file, or in pieces, unpacked while they come, held against what the recipe
 * says of them, kept by digest below a limit. Blocking; any worker thread, any process.
 */
@NullMarked
package dev.gangway.image.source;

import org.jspecify.annotations.NullMarked;
