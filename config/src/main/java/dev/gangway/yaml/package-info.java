/**
 * Files that people edit: YAML read into a tree that knows its lines, shapes that say what is expected, problems that say
 * what is wrong where, and the JSON Schema of a shape for editors. Knows nothing of stations or recipes.
 */
@NullMarked
package dev.gangway.yaml;

import org.jspecify.annotations.NullMarked;
