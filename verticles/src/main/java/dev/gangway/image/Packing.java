package dev.gangway.image;

import dev.gangway.format.ImageData;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** How a file is packed, by its first bytes: names lie. */
enum Packing {
    NONE("not packed"),
    GZIP("gzip"),
    XZ("xz"),
    ZSTD("zstd");

    private static final int READ = 1 << 16;

    private final String label;

    Packing(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    static Packing of(ImageData data) {
        if (data.length() < 6) {
            return NONE;
        }
        int first = data.slice(0, 4).getInt(0);
        if (first >>> 8 == 0x1f8b08) {
            return GZIP;
        }
        if (first == 0xfd377a58 && data.slice(4, 2).getShort(0) == 0x5a00) {
            return XZ;
        }
        return first == 0x28b52ffd ? ZSTD : NONE;
    }

    /** The unpacked bytes; reading fails with an {@link IOException} when the packed ones are damaged. */
    InputStream open(Path file) throws IOException {
        InputStream packed = new BufferedInputStream(Files.newInputStream(file), READ);
        try {
            return switch (this) {
                case NONE -> packed;
                case GZIP -> new GZIPInputStream(packed, READ);
                case ZSTD -> throw new IOException("zstd is not understood; unpack the file with unzstd");
                case XZ -> throw new IOException("xz is not understood; unpack the file with unxz");
            };
        } catch (IOException e) {
            packed.close();
            throw e;
        }
    }
}
