/**
 * The station's HTTP side: the page's files, the small API, and what keeps strangers out. One verticle owns it all and
 * runs on its event loop; of the station it knows only the bus contract.
 */
@NullMarked
package dev.gangway.web;

import org.jspecify.annotations.NullMarked;
