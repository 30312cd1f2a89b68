/** Made files for virtual boards, laid out as the real tools leave them, so that a demo needs no download. */
@NullMarked
package dev.gangway.virtual.sample;

import org.jspecify.annotations.NullMarked;
