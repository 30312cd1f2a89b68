/** What the toy protocol tells the station. */
@NullMarked
package dev.gangway.toy.step;

import org.jspecify.annotations.NullMarked;
