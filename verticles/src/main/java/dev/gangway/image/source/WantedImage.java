package dev.gangway.image.source;

import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.recipe.ImageOrigin;
import dev.gangway.recipe.ImageSignature;
import dev.gangway.recipe.ImageSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An image that somebody wants.
 *
 * @param name its name in the recipe
 * @param file its file's name, without folders
 * @param origin from where it comes
 * @param proof who has to have signed or sent it; empty = that does not matter
 */
record WantedImage(String name, String file, ImageOrigin origin, String proof) {
    /** What a recipe says of an image that has an origin. */
    static WantedImage of(String name, ImageSpec spec) throws FailureException {
        ImageOrigin from = spec.origin();
        if (from == null) {
            throw new IllegalArgumentException("the image " + name + " is not fetched");
        }
        return new WantedImage(name, spec.fileName(), from, proof(name, from));
    }

    private static String proof(String name, ImageOrigin from) throws FailureException {
        ImageSignature signature = from.signature();
        if (signature == null) {
            // Of each file that somebody sent its own, so that the record names that person and no other.
            return from.places().stream()
                    .findFirst()
                    .flatMap(Uploaded::of)
                    .map(Uploaded::told)
                    .orElse("");
        }
        try {
            return ImageSignatures.proof(signature);
        } catch (IOException e) {
            throw failure(
                    name,
                    FailureKind.IMAGE_INVALID,
                    "the key of its signature can't be read: " + FileTrouble.told(e),
                    e);
        }
    }

    /** What a place is remembered by. */
    Digest place() {
        String all = origin.places() + "\0" + origin.member() + "\0" + file + "\0" + proof;
        return Digest.of(ByteBuffer.wrap(all.getBytes(StandardCharsets.UTF_8)));
    }

    /** Why it is not to be had. */
    FailureException failure(FailureKind kind, String why, @Nullable Throwable cause) {
        return failure(name, kind, why, cause);
    }

    private static FailureException failure(String name, FailureKind kind, String why, @Nullable Throwable cause) {
        return new FailureException(kind, "image " + name + ": " + why, cause);
    }
}
