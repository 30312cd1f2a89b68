package dev.gangway.download.oci;

import dev.gangway.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A manifest with files, as it was found from what was asked for (OCI image specification: manifest, image index).
 *
 * @param digest of its bytes
 * @param layers its files
 */
public record OciManifest(Digest digest, List<OciDocument.Descriptor> layers) {
    /** An index may name an index; more than that is nobody's. */
    private static final int DEEPEST = 3;

    /**
     * Gives manifests that were held against their digests.
     *
     * @param <X> what it fails with
     */
    @FunctionalInterface
    public interface Source<X extends Exception> {
        /** The bytes of this one. */
        byte[] manifest(OciDocument.Descriptor wanted) throws X;
    }

    /**
     * Goes from what was asked for to the manifest with the layers; empty when indexes name nothing but indexes.
     *
     * @param bytes a manifest or an index, held against its digest already where one was asked for
     * @param tag which of an index's manifests; empty = the only one
     * @throws IOException when one of them is no manifest, or the index has none or several that fit
     */
    public static <X extends Exception> Optional<OciManifest> find(byte[] bytes, Optional<String> tag, Source<X> source)
            throws IOException, X {
        byte[] at = bytes;
        Optional<String> named = tag;
        for (int depth = 0; depth < DEEPEST; depth++) {
            OciDocument document = OciDocument.parse(at);
            if (!document.layers().isEmpty()) {
                return Optional.of(new OciManifest(Digest.of(ByteBuffer.wrap(at)), document.layers()));
            }
            at = source.manifest(document.chosen(named));
            named = Optional.empty();
        }
        return Optional.empty();
    }

    /** Why these bytes are not the manifest that was asked for by its digest; empty when they are. */
    public static Optional<String> damage(byte[] bytes, String digest) {
        String is = "sha256:" + Digest.of(ByteBuffer.wrap(bytes));
        return is.equals(digest)
                ? Optional.empty()
                : Optional.of("the manifest has the digest " + is + ", not " + digest + ": it was damaged or replaced");
    }
}
