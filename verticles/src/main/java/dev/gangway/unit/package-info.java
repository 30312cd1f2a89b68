/** What each unit has of its own: values drawn from pools, told by its serial, or made by chance. */
@NullMarked
package dev.gangway.unit;

import org.jspecify.annotations.NullMarked;
