package dev.gangway.recipe;

import dev.gangway.model.Digest;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From where an image is fetched. What is fetched may be packed; the image is what comes out of it.
 *
 * @param places the same file at several places, in the order in which they are tried: {@code http}, {@code https},
 *     {@code oci} with the name of a file as its fragment, or {@code file} with an absolute path
 * @param sha256 what the fetched file must be, as it is before it is unpacked; null = the recipe does not say, and what comes
 *     first is recorded
 * @param member the path inside the fetched zip or tar; empty = its only file, or the fetched file itself
 * @param signature by whom the fetched file has to be signed; null = it need not be
 */
public record ImageOrigin(
        List<URI> places,
        @Nullable Digest sha256,
        String member,
        @Nullable ImageSignature signature) {
    /** Copies the list. */
    public ImageOrigin {
        places = List.copyOf(places);
    }

    /** The same, which must have this digest. */
    public ImageOrigin pinned(Digest fetched) {
        return new ImageOrigin(places, fetched, member, signature);
    }
}
