/** Virtual boards for the bench, made from their text. */
@NullMarked
package dev.gangway.station.bench;

import org.jspecify.annotations.NullMarked;
