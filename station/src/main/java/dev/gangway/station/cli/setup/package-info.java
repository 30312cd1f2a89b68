/**
 * What a station is set up with: {@code check}, {@code doctor}, {@code recipe}, {@code image}, {@code package},
 * {@code password}.
 */
@NullMarked
package dev.gangway.station.cli.setup;

import org.jspecify.annotations.NullMarked;
