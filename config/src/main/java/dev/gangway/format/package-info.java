/** File formats that both the clients and the virtual boards read: pure, no Vert.x, no threads. */
@NullMarked
package dev.gangway.format;

import org.jspecify.annotations.NullMarked;
