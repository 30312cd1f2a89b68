/**
 * The language that recipes are written in: verbs with their keys, each described once by whoever runs it. What a recipe
 * must look like, its schema, its defaults, its checks, its values and its reference for people all follow from the list
 * of verbs. Knows no verb by name.
 */
@NullMarked
package dev.gangway.language;

import org.jspecify.annotations.NullMarked;
