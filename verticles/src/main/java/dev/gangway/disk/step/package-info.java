/** What the disk protocol tells the station. */
@NullMarked
package dev.gangway.disk.step;

import org.jspecify.annotations.NullMarked;
