/** What the fastboot protocol tells the station. */
@NullMarked
package dev.gangway.fastboot.step;

import org.jspecify.annotations.NullMarked;
