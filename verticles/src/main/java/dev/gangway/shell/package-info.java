/** Bench verbs, as the command line sees those of all protocols: what they offer, and what they have of whoever calls them. */
@NullMarked
package dev.gangway.shell;

import org.jspecify.annotations.NullMarked;
