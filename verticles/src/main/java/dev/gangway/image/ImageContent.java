package dev.gangway.image;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.SparseImage;
import dev.gangway.model.Digest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** What a flash holds after an image was written to it, and CRC-32s of its stretches, each computed once. Any thread. */
final class ImageContent {
    private static final int MOST_KEPT = 1 << 16;

    private final ImageData data;
    private final Optional<SparseImage> sparse;
    private final Map<Stretch, Integer> known = new ConcurrentHashMap<>();
    private @Nullable Digest sha256;

    private record Stretch(long offset, long length) {}

    ImageContent(ImageData data, Optional<SparseImage> sparse) {
        this.data = data;
        this.sparse = sparse;
    }

    long length() {
        return sparse.map(SparseImage::contentLength).orElse(data.length());
    }

    int crc32(long offset, long length) throws FormatException {
        Stretch stretch = new Stretch(offset, length);
        Integer before = known.get(stretch);
        if (before != null) {
            return before;
        }
        // One port computes, the others find it: that is cheaper than all of them reading the image.
        synchronized (known) {
            Integer meanwhile = known.get(stretch);
            if (meanwhile != null) {
                return meanwhile;
            }
            int crc = sparse.isPresent() ? sparse.get().crc32(offset, length) : plain(offset, length);
            if (known.size() < MOST_KEPT) {
                known.put(stretch, crc);
            }
            return crc;
        }
    }

    /** SHA-256 of the image's own bytes. */
    Digest sha256() {
        synchronized (known) {
            Digest before = sha256;
            if (before == null) {
                before = ImageStore.digest(data);
                sha256 = before;
            }
            return before;
        }
    }

    private int plain(long offset, long length) throws FormatException {
        if (offset < 0 || length < 0 || offset > data.length() - length) {
            throw new FormatException("it has no bytes " + offset + " to " + (offset + length));
        }
        CRC32 crc = new CRC32();
        data.updateCrc(crc, offset, length);
        return (int) crc.getValue();
    }
}
