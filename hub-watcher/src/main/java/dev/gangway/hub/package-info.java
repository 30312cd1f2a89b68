/**
 * Who is plugged in where: the boot-mode table, the comparison of surveys with epochs and the debouncing of flapping
 * ports are pure; one verticle drives them.
 */
@NullMarked
package dev.gangway.hub;

import org.jspecify.annotations.NullMarked;
