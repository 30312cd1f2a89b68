/**
 * What the line flashes: a recipe with its images that a person looked at and chose, by a link, as a file that is sent, or from the
 * station's own.
 */
@NullMarked
package dev.gangway.offer;

import org.jspecify.annotations.NullMarked;
