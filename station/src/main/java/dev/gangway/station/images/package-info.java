/** Image files as they lie in folders. */
@NullMarked
package dev.gangway.station.images;

import org.jspecify.annotations.NullMarked;
