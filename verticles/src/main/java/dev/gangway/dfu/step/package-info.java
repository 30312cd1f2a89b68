/** What the DFU protocol tells the station. */
@NullMarked
package dev.gangway.dfu.step;

import org.jspecify.annotations.NullMarked;
