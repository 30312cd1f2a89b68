package dev.gangway.uboot.bundle.source;

import dev.gangway.download.oci.OciBlobs;
import dev.gangway.download.oci.OciDocument;
import dev.gangway.download.oci.OciManifest;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** A bundle whose files are the layers of an OCI manifest, each with its name in {@code org.opencontainers.image.title}. */
final class OciBundle {
    private final String origin;
    private final OciBlobs blobs;

    OciBundle(String origin, OciBlobs blobs) {
        this.origin = origin;
        this.blobs = blobs;
    }

    /**
     * Goes from what was asked for to the manifest with the layers.
     *
     * @param bytes a manifest or an index, held against its digest already where one was asked for
     * @param tag which of an index's manifests; empty = the only one
     */
    OciManifest find(byte[] bytes, Optional<String> tag) throws FailureException {
        try {
            return OciManifest.find(bytes, tag, this::manifest)
                    .orElseThrow(() -> new IOException("an index in an index in an index has no bundle"));
        } catch (IOException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, origin + ": " + FileTrouble.told(e), e);
        }
    }

    private byte[] manifest(OciDocument.Descriptor wanted) throws FailureException {
        byte[] bytes;
        try {
            bytes = blobs.manifest(wanted);
        } catch (IOException e) {
            throw unreadable(e);
        }
        requireDigest(origin, bytes, wanted.digest());
        return bytes;
    }

    /** Holds a manifest against the digest by which it was asked for. */
    static void requireDigest(String origin, byte[] bytes, String digest) throws FailureException {
        Optional<String> damage = OciManifest.damage(bytes, digest);
        if (damage.isPresent()) {
            throw new FailureException(FailureKind.IMAGE_INVALID, origin + ": " + damage.get());
        }
    }

    /** Has all files in the cache; a bundle that is there already is not fetched again. */
    Path into(BundleCache cache, OciManifest found) throws FailureException {
        return cache.of(found.digest(), origin, content -> {
            for (OciDocument.Descriptor layer : found.layers()) {
                if (layer.title().isEmpty()) {
                    throw content.invalid("the layer " + layer.digest()
                            + " has no name: push the files one by one, each with the annotation"
                            + " org.opencontainers.image.title, as oras push does");
                }
                try (InputStream in = blobs.blob(layer)) {
                    content.add(
                            layer.title(),
                            in,
                            Optional.of(new BundleContent.Expected(layer.size(), new Digest(layer.hex()))),
                            FailureKind.IMAGE_MISSING);
                } catch (IOException e) {
                    throw unreadable(e);
                }
            }
        });
    }

    FailureException unreadable(IOException e) {
        if (e instanceof InterruptedIOException) {
            return new FailureException(FailureKind.STOPPED_BY_PERSON, origin + ": " + e.getMessage(), e);
        }
        return new FailureException(FailureKind.IMAGE_MISSING, origin + ": " + FileTrouble.told(e), e);
    }
}
