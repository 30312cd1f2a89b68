/** Finds barcodes on pictures of labels. */
@NullMarked
package dev.gangway.label;

import org.jspecify.annotations.NullMarked;
