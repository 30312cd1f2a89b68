/** What YMODEM tells the station. */
@NullMarked
package dev.gangway.ymodem.step;

import org.jspecify.annotations.NullMarked;
