/** Native libraries of the jars, unpacked where nobody else can write, and checked before they are loaded. */
@NullMarked
package dev.gangway.natives;

import org.jspecify.annotations.NullMarked;
