/** What the FEL protocol tells the station: how boards are opened, recognised and made to start anew. */
@NullMarked
package dev.gangway.fel.step;

import org.jspecify.annotations.NullMarked;
