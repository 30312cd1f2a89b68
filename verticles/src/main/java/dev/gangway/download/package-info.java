/** Files fetched over HTTP: redirects bounded, silence noticed, nothing secret in a message. Blocking; any worker thread. */
@NullMarked
package dev.gangway.download;

import org.jspecify.annotations.NullMarked;
