/** What the serial loader of Espressif's chips tells the station. */
@NullMarked
package dev.gangway.esp.step;

import org.jspecify.annotations.NullMarked;
