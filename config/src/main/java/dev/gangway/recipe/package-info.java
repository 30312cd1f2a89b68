/** Recipes as typed records: which boards they serve, which images they need, which steps run, what is retried. */
@NullMarked
package dev.gangway.recipe;

import org.jspecify.annotations.NullMarked;
