/** What a protocol tells the station, and what the station gives its steps. Nothing else in the house knows a protocol. */
@NullMarked
package dev.gangway.protocol;

import org.jspecify.annotations.NullMarked;
