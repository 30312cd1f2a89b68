/** The bus contract: typed topics and calls over the Vert.x event bus, local only, with one codec. */
@NullMarked
package dev.gangway.bus;

import org.jspecify.annotations.NullMarked;
