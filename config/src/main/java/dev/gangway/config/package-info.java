/**
 * The station's configuration and the recipes as files: their shapes, the loaders that turn them into records with every
 * problem reported at once, and {@code gangway check}.
 */
@NullMarked
package dev.gangway.config;

import org.jspecify.annotations.NullMarked;
