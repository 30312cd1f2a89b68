package dev.gangway.uboot.bundle.source;

import dev.gangway.download.oci.OciBlobs;
import dev.gangway.download.oci.OciDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An OCI image layout, as a folder: {@code oci-layout}, {@code index.json}, {@code blobs/sha256}.
 *
 * @param folder where it is
 */
record OciLayout(Path folder) implements OciBlobs {
    /** What makes a folder one. */
    static final String MARK = "oci-layout";

    static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve(MARK));
    }

    /** The index. */
    byte[] index() throws IOException {
        return small(folder.resolve("index.json"));
    }

    @Override
    public byte[] manifest(OciDocument.Descriptor wanted) throws IOException {
        return small(blob(wanted.hex()));
    }

    @Override
    public InputStream blob(OciDocument.Descriptor wanted) throws IOException {
        return Files.newInputStream(blob(wanted.hex()));
    }

    /** A digest has hex digits only, so this is below the folder. */
    private Path blob(String hex) {
        return folder.resolve("blobs").resolve("sha256").resolve(hex);
    }

    private static byte[] small(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(OciDocument.LARGEST + 1);
            if (bytes.length > OciDocument.LARGEST) {
                throw new IOException(file + " is larger than a manifest may be");
            }
            return bytes;
        }
    }
}
