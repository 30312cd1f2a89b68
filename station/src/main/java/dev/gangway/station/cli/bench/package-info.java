/**
 * Bench verbs: single operations on boards, with the words of a reference tool; and {@code gangway bench}, which does
 * them for other processes.
 */
@NullMarked
package dev.gangway.station.cli.bench;

import org.jspecify.annotations.NullMarked;
