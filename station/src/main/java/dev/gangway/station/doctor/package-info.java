/** What is wrong with this machine, and the command that mends it: one small class for each thing that is looked at. */
@NullMarked
package dev.gangway.station.doctor;

import org.jspecify.annotations.NullMarked;
