/**
 * How other commands of the same person work while a station runs: its data folder has a door ({@link StationDoor}), through
 * which they ask it ({@link StationBeside}). A question is two words, its name and its JSON ({@link Question}); answers are lines
 * of JSON, what an order prints, and the command's exit code. The door itself is that of {@code gangway bench}.
 */
@NullMarked
package dev.gangway.station.beside;

import org.jspecify.annotations.NullMarked;
