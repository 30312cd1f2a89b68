/**
 * Sealed packages: a recipe with its images in one signed file, encrypted to stations where that is wanted. They are made, read and
 * checked as streams; nothing of one is used before its digest was checked. The format is in station/docs/packages.md. Blocking.
 */
@NullMarked
package dev.gangway.sealed;

import org.jspecify.annotations.NullMarked;
