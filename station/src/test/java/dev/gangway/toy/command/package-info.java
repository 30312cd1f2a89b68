/** The toy at the bench. */
@NullMarked
package dev.gangway.toy.command;

import org.jspecify.annotations.NullMarked;
