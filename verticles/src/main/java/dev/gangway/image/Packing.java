package dev.gangway.image;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import dev.gangway.format.ImageData;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/** How a file is packed, by its first bytes: names lie. */
public enum Packing {
    NONE("not packed"),
    GZIP("gzip"),
    XZ("xz"),
    ZSTD("zstd");

    private static final int READ = 1 << 16;

    /** Logarithm of the largest zstd window, 128 MiB: what {@code zstd} itself unpacks without being asked to. */
    private static final int ZSTD_WINDOW = 27;

    /** zstd_errors.h: ZSTD_error_frameParameter_windowTooLarge. */
    private static final int ZSTD_WINDOW_TOO_LARGE = 16;

    /** {@code xz -9} needs 65 MiB to unpack. */
    private static final int XZ_MEMORY_KIB = 128 * 1024;

    private final String label;

    Packing(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** How these bytes are packed. */
    public static Packing of(ImageData data) {
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
    public InputStream open(Path file) throws IOException {
        InputStream packed = new BufferedInputStream(Files.newInputStream(file), READ);
        try {
            return switch (this) {
                case NONE -> packed;
                case GZIP -> new GZIPInputStream(packed, READ);
                case ZSTD -> new ZstdInputStream(packed).setLongMax(ZSTD_WINDOW);
                case XZ -> new XZInputStream(packed, XZ_MEMORY_KIB);
            };
        } catch (IOException e) {
            packed.close();
            throw e;
        }
    }

    /** Whether unpacking failed because it would take more memory than the station gives to an image. */
    static boolean needsTooMuchMemory(IOException e) {
        return e instanceof MemoryLimitException
                || (e instanceof ZstdIOException zstd && zstd.getErrorCode() == ZSTD_WINDOW_TOO_LARGE);
    }
}
