/** A whole station on a virtual hub: boards, images, and an operator who plugs and scans. */
@NullMarked
package dev.gangway.station.demo;

import org.jspecify.annotations.NullMarked;
