/** What the protocol of Rockchip's boards tells the station. */
@NullMarked
package dev.gangway.rockchip.step;

import org.jspecify.annotations.NullMarked;
