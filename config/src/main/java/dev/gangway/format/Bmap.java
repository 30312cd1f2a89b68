package dev.gangway.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A block map as Yocto's and Debian's bmaptool makes it: which blocks of an image hold something, with a digest of each
 * stretch. Formats 1.0 to 1.4 and 2.0. Immutable; any thread.
 *
 * @param version of the format, "2.0" for example
 * @param imageSize bytes of the image that it belongs to; its last block may be a part of one
 * @param blockSize bytes
 * @param algorithm of the digests; empty in the versions before 1.3, which have none
 * @param ranges the mapped blocks, ascending, without overlap
 */
public record Bmap(String version, long imageSize, int blockSize, Optional<Algorithm> algorithm, List<Range> ranges) {
    /** The longest file that is read, bytes: a range takes some 100. */
    public static final int LONGEST = 64 << 20;

    private static final int PIECE = 1 << 20;

    /** What digests are made with. */
    public enum Algorithm {
        /** Of format 1.3. */
        SHA1("SHA-1", 40),
        /** What bmaptool takes today. */
        SHA256("SHA-256", 64),
        /** Possible since format 2.0. */
        SHA512("SHA-512", 128);

        private final String name;
        private final int digits;

        Algorithm(String name, int digits) {
            this.name = name;
            this.digits = digits;
        }

        /** Hex digits of a digest. */
        int digits() {
            return digits;
        }

        /** A new computation. */
        public MessageDigest computation() {
            try {
                return MessageDigest.getInstance(name);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has " + name, e);
            }
        }
    }

    /**
     * Mapped blocks.
     *
     * @param first number of the first block
     * @param last number of the last block, which belongs to it
     * @param digest of their bytes, lower-case hex
     */
    public record Range(long first, long last, Optional<String> digest) {
        /** How many blocks they are. */
        public long blocks() {
            return last - first + 1;
        }
    }

    /** Copies the list. */
    public Bmap {
        ranges = List.copyOf(ranges);
    }

    /**
     * Reads and checks a file.
     *
     * @throws FormatException saying what is wrong with it
     * @throws IOException when it cannot be read
     */
    public static Bmap read(Path file) throws IOException, FormatException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    /**
     * Reads a stream to its end and checks it, its own checksum first.
     *
     * @throws FormatException saying what is wrong
     * @throws IOException when it cannot be read
     */
    public static Bmap read(InputStream in) throws IOException, FormatException {
        return parse(in.readNBytes(LONGEST + 1));
    }

    /**
     * Checks the bytes of a file, its own checksum first.
     *
     * @throws FormatException saying what is wrong
     */
    public static Bmap parse(byte[] bytes) throws FormatException {
        if (bytes.length > LONGEST) {
            throw new FormatException("bmap: the file is longer than " + LONGEST + " bytes; it is no block map");
        }
        return BmapReader.read(bytes);
    }

    /** Whether a file begins as bmaptool's files do; they are text, whose comment is long. */
    public static boolean startsLikeOne(ImageData data) {
        int length = (int) Math.min(4096, data.length());
        String head = StandardCharsets.ISO_8859_1.decode(data.slice(0, length)).toString();
        return (head.startsWith("<?xml") && head.contains("<bmap ")) || head.startsWith("<bmap ");
    }

    /** Blocks of the whole image. */
    public long blocks() {
        return (imageSize + blockSize - 1) / blockSize;
    }

    /** Mapped blocks. */
    public long mappedBlocks() {
        return ranges.stream().mapToLong(Range::blocks).sum();
    }

    /** Where a range begins in the image, bytes. */
    public long offset(Range range) {
        return range.first() * blockSize;
    }

    /** A range's length in bytes: the image may end within its last block. */
    public long length(Range range) {
        return Math.min(imageSize, (range.last() + 1) * blockSize) - offset(range);
    }

    /**
     * Compares an image with it.
     *
     * @param image the image
     * @param length its length in bytes
     * @return the first thing that does not fit, for people; empty when all does
     * @throws FormatException when the image cannot be read
     */
    public Optional<String> problem(PageReader image, long length) throws FormatException {
        if (length != imageSize) {
            return Optional.of("the block map is for an image of " + imageSize + " bytes, this one has " + length
                    + "; take the two that were made together");
        }
        if (algorithm.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        for (Range range : ranges) {
            if (range.digest().isPresent()
                    && !range.digest().get().equals(digest(algorithm.get(), range, image, piece))) {
                return Optional.of("blocks " + range.first() + " to " + range.last()
                        + " are not what the block map says; take the image that it was made with");
            }
        }
        return Optional.empty();
    }

    private String digest(Algorithm with, Range range, PageReader image, ByteBuffer piece) throws FormatException {
        MessageDigest computation = with.computation();
        long end = offset(range) + length(range);
        for (long at = offset(range); at < end; at += piece.limit()) {
            piece.clear().limit((int) Math.min(PIECE, end - at));
            image.read(at, piece);
            computation.update(piece.flip());
        }
        return HexFormat.of().formatHex(computation.digest());
    }
}
