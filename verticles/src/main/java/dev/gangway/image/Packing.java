package dev.gangway.image;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import dev.gangway.format.ImageData;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/** How a file is packed, by its first bytes: names lie. */
public enum Packing {
    NONE("not packed"),
    GZIP("gzip"),
    BZIP2("bzip2"),
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

    /** How many of a file's first bytes tell. */
    public static final int HEAD = 10;

    /** How these bytes are packed. */
    public static Packing of(ImageData data) {
        return ofHead(data.slice(0, (int) Math.min(HEAD, data.length())));
    }

    /** How a file is packed that begins with these bytes, {@link #HEAD} of them where it has so many. */
    public static Packing ofHead(ByteBuffer head) {
        if (head.remaining() < 6) {
            return NONE;
        }
        int first = head.getInt(head.position());
        if (first >>> 8 == 0x1f8b08) {
            return GZIP;
        }
        if (first == 0xfd377a58 && head.getShort(head.position() + 4) == 0x5a00) {
            return XZ;
        }
        if (first == 0x28b52ffd) {
            return ZSTD;
        }
        return isBzip2(head) ? BZIP2 : NONE;
    }

    /** {@code BZh}, how large its blocks are, and how one begins: the digits of pi. */
    private static boolean isBzip2(ByteBuffer head) {
        if (head.remaining() < HEAD) {
            return false;
        }
        int first = head.getInt(head.position());
        int size = first & 0xff;
        return first >>> 8 == 0x425a68
                && size >= '1'
                && size <= '9'
                && head.getInt(head.position() + 4) == 0x31415926
                && head.getShort(head.position() + 8) == 0x5359;
    }

    /** The unpacked bytes; reading fails with an {@link IOException} when the packed ones are damaged. */
    public InputStream open(Path file) throws IOException {
        InputStream packed = new BufferedInputStream(Files.newInputStream(file), READ);
        try {
            return open(packed);
        } catch (IOException e) {
            packed.close();
            throw e;
        }
    }

    /** The unpacked bytes of a stream, which the caller closes. */
    public InputStream open(InputStream packed) throws IOException {
        return switch (this) {
            case NONE -> packed;
            case GZIP -> new GZIPInputStream(packed, READ);
            case BZIP2 -> new BZip2CompressorInputStream(packed, true);
            case ZSTD -> new ZstdInputStream(packed).setLongMax(ZSTD_WINDOW);
            case XZ -> new XZInputStream(packed, XZ_MEMORY_KIB);
        };
    }

    /** Whether unpacking failed because it would take more memory than the station gives to an image. */
    public static boolean needsTooMuchMemory(IOException e) {
        return e instanceof MemoryLimitException
                || (e instanceof ZstdIOException zstd && zstd.getErrorCode() == ZSTD_WINDOW_TOO_LARGE);
    }
}
