/** What the serial download protocol tells the station. */
@NullMarked
package dev.gangway.sdp.step;

import org.jspecify.annotations.NullMarked;
