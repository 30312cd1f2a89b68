/** A small driver for headless Chromium over the DevTools protocol, for tests of this module and of the station. */
@NullMarked
package dev.gangway.web.browser;

import org.jspecify.annotations.NullMarked;
