package dev.gangway.esp;

import dev.gangway.format.ImageData;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A file as it goes to the flash: filled up with ones to whole words. Immutable. What is packed of a file is kept as long as
 * somebody has the file, so that it is packed once for all ports. Any thread.
 */
final class FlashContent {
    /** How much a boot ROM takes at once. */
    static final int BLOCK = 0x400;

    private static final Map<ImageData, Packed> KEPT = new WeakHashMap<>();
    private static final int WORD = 4;
    private static final int PIECE = 1 << 16;
    private static final int BEST = 9;

    private final ImageData data;
    private final long length;

    /**
     * One zlib stream, cut into blocks.
     *
     * @param stream the stream
     * @param unpacked for each block, how many bytes come out of it
     */
    record Packed(byte[] stream, int[] unpacked) {}

    FlashContent(ImageData data) {
        this.data = data;
        this.length = (data.length() + WORD - 1) / WORD * WORD;
    }

    /** Bytes, in whole words. */
    long length() {
        return length;
    }

    /** A stretch; behind the file's end are ones. */
    ByteBuffer slice(long offset, int size) {
        int there = (int) Math.max(0, Math.min(size, data.length() - offset));
        if (there == size) {
            return data.slice(offset, size);
        }
        ByteBuffer filled = ByteBuffer.allocate(size);
        if (there > 0) {
            filled.put(data.slice(offset, there));
        }
        while (filled.hasRemaining()) {
            filled.put((byte) 0xff);
        }
        return filled.flip();
    }

    /** MD5 in hex. */
    String md5() {
        return md5(0, length);
    }

    /** MD5 of a stretch, in hex; behind the file's end are ones. */
    String md5(long from, long size) {
        MessageDigest md5 = newMd5();
        for (long at = from; at < from + size; at += PIECE) {
            md5.update(slice(at, (int) Math.min(PIECE, from + size - at)));
        }
        return HexFormat.of().formatHex(md5.digest());
    }

    /** MD5 of as many ones: of erased flash. */
    String md5OfOnes() {
        MessageDigest md5 = newMd5();
        byte[] ones = new byte[PIECE];
        Arrays.fill(ones, (byte) 0xff);
        for (long at = 0; at < length; at += PIECE) {
            md5.update(ones, 0, (int) Math.min(PIECE, length - at));
        }
        return HexFormat.of().formatHex(md5.digest());
    }

    private static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /** The packed form, the same for all callers. */
    Packed packed() {
        synchronized (KEPT) {
            return KEPT.computeIfAbsent(data, file -> pack());
        }
    }

    private Packed pack() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(BEST);
        byte[] piece = new byte[PIECE];
        for (long at = 0; at < length; at += PIECE) {
            deflater.setInput(slice(at, (int) Math.min(PIECE, length - at)));
            while (!deflater.needsInput()) {
                out.write(piece, 0, deflater.deflate(piece));
            }
        }
        deflater.finish();
        while (!deflater.finished()) {
            out.write(piece, 0, deflater.deflate(piece));
        }
        deflater.end();
        byte[] stream = out.toByteArray();
        return new Packed(stream, unpacked(stream));
    }

    private static int[] unpacked(byte[] stream) {
        int[] counts = new int[(stream.length + BLOCK - 1) / BLOCK];
        Inflater inflater = new Inflater();
        byte[] sink = new byte[PIECE];
        try {
            for (int i = 0; i < counts.length; i++) {
                inflater.setInput(stream, i * BLOCK, Math.min(BLOCK, stream.length - i * BLOCK));
                for (int out = inflater.inflate(sink); out > 0; out = inflater.inflate(sink)) {
                    counts[i] += out;
                }
            }
        } catch (DataFormatException e) {
            throw new IllegalStateException("what was packed can't be unpacked", e);
        } finally {
            inflater.end();
        }
        return counts;
    }
}
