package dev.gangway.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The bytes of an image, mapped and shared: random access over any length without copying. Immutable; any thread.
 *
 * <p>The mappings overlap, so that every slice of up to {@link #LONGEST_SLICE} lies in one of them. They cost address
 * space only.
 */
public final class ImageData implements PageReader {
    /** The longest slice that always works, bytes. */
    public static final int LONGEST_SLICE = 1 << 30;

    private static final long STRIDE = 1L << 30;
    private static final long MAPPED = STRIDE + LONGEST_SLICE - 1;
    private static final int CRC_PIECE = 1 << 24;

    private final List<ByteBuffer> segments;
    private final long length;

    private ImageData(List<ByteBuffer> segments, long length) {
        this.segments = List.copyOf(segments);
        this.length = length;
    }

    /** Maps a file, read-only; the file may not be cut short while this is in use. */
    public static ImageData map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = channel.size();
            List<ByteBuffer> segments = new ArrayList<>();
            for (long at = 0; at < length; at += STRIDE) {
                segments.add(channel.map(FileChannel.MapMode.READ_ONLY, at, Math.min(MAPPED, length - at)));
            }
            return new ImageData(segments, length);
        }
    }

    /** The buffer's remaining bytes, shared. */
    public static ImageData of(ByteBuffer bytes) {
        ByteBuffer all = bytes.slice().asReadOnlyBuffer();
        return new ImageData(all.hasRemaining() ? List.of(all) : List.of(), all.remaining());
    }

    /** Bytes in all. */
    public long length() {
        return length;
    }

    /**
     * A read-only view, big-endian as every new buffer is. Throws {@link IndexOutOfBoundsException} when it does not lie
     * within the data.
     *
     * @param offset bytes from the beginning
     * @param size up to {@link #LONGEST_SLICE}
     */
    public ByteBuffer slice(long offset, int size) {
        if (offset < 0 || size < 0 || size > LONGEST_SLICE || offset > length - size) {
            throw new IndexOutOfBoundsException(size + " bytes at " + offset + " of " + length);
        }
        if (size == 0) {
            return ByteBuffer.allocate(0).asReadOnlyBuffer();
        }
        if (segments.size() == 1) {
            return segments.get(0).slice((int) offset, size);
        }
        return segments.get((int) (offset / STRIDE)).slice((int) (offset % STRIDE), size);
    }

    @Override
    public void read(long offset, ByteBuffer into) throws FormatException {
        if (offset < 0 || offset > length - into.remaining()) {
            throw new FormatException("truncated: bytes " + offset + " to " + (offset + into.remaining())
                    + " are needed, " + length + " are there");
        }
        into.put(slice(offset, into.remaining()));
    }

    /** Takes a stretch into a CRC-32. */
    public void updateCrc(CRC32 crc, long offset, long size) {
        for (long done = 0; done < size; done += CRC_PIECE) {
            crc.update(slice(offset + done, (int) Math.min(CRC_PIECE, size - done)));
        }
    }
}
