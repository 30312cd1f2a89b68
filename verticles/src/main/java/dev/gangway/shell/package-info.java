/** What the bench verbs of all protocols have of whoever calls them. */
@NullMarked
package dev.gangway.shell;

import org.jspecify.annotations.NullMarked;
