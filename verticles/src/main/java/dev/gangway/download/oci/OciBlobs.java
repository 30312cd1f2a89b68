package dev.gangway.download.oci;

import java.io.IOException;
import java.io.InputStream;

/** Where manifests and blobs are found by their digest. */
public interface OciBlobs {
    /** A manifest's bytes, not yet held against the digest. */
    byte[] manifest(OciDocument.Descriptor wanted) throws IOException;

    /** A blob as it comes, not yet held against the digest. */
    InputStream blob(OciDocument.Descriptor wanted) throws IOException;
}
