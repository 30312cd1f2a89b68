/** {@code gangway esp}: esptool's verbs over our client. */
@NullMarked
package dev.gangway.esp.command;

import org.jspecify.annotations.NullMarked;
