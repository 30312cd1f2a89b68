/** {@code gangway spark}. */
@NullMarked
package dev.gangway.spark.command;

import org.jspecify.annotations.NullMarked;
