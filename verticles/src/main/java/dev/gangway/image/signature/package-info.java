/** Signatures of images: minisign, keyed ones as cosign makes them, and X.509. They see the bytes as they come. Pure; one thread. */
@NullMarked
package dev.gangway.image.signature;

import org.jspecify.annotations.NullMarked;
