/** The station's HTTP server for boards, and both its servers for them as one. */
@NullMarked
package dev.gangway.serve;

import org.jspecify.annotations.NullMarked;
