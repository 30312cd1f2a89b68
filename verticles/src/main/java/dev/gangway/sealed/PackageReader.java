package dev.gangway.sealed;

import dev.gangway.model.Digest;
import dev.gangway.sealed.age.AgeException;
import dev.gangway.sealed.age.AgeIdentity;
import dev.gangway.sealed.age.AgeReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a package from its beginning to its end, once. When it is open, its list of files is there with a signature that holds, and its
 * recipe; {@link #readImages} gives the rest. Every byte of the file is either held against what was signed or known beforehand. One
 * thread; blocks.
 */
public final class PackageReader implements AutoCloseable {
    private static final int PIECE = 1 << 17;
    private static final int SIGNATURE = 64;

    private final Path file;
    private final InputStream raw;
    private final MessageDigest sha256;
    private final InputStream in;
    private final boolean encrypted;
    private PackageManifest manifest;
    private byte[] recipe = new byte[0];
    private @Nullable Digest whole;

    /** Takes the files of a package as they come. */
    public interface Sink {
        /** Where the bytes of the next file go; they are right when its stream is closed without a failure of the reader. */
        OutputStream open(PackageManifest.Packed file) throws IOException;
    }

    @SuppressWarnings("NullAway.Init") // read below
    private PackageReader(Path file, InputStream raw, MessageDigest sha256, InputStream in, boolean encrypted) {
        this.file = file;
        this.raw = raw;
        this.sha256 = sha256;
        this.in = in;
        this.encrypted = encrypted;
    }

    /**
     * Opens a package and reads it to the end of its recipe.
     *
     * @param own this station's key; null = it has none
     * @throws SealedException when it is damaged, cut, changed or for other stations, with the file's name and the reason
     */
    public static PackageReader open(Path file, @Nullable AgeIdentity own) throws IOException, SealedException {
        MessageDigest sha256 = Digest.sha256();
        InputStream raw = Files.newInputStream(file);
        try {
            BufferedInputStream counted = new BufferedInputStream(new DigestInputStream(raw, sha256), PIECE);
            counted.mark(AgeReader.HEAD);
            byte[] head = counted.readNBytes(AgeReader.HEAD);
            counted.reset();
            boolean encrypted = AgeReader.isOne(head);
            InputStream in = encrypted ? decrypted(file, counted, own) : counted;
            PackageReader reader = new PackageReader(file, raw, sha256, in, encrypted);
            reader.begin(own);
            return reader;
        } catch (AgeException e) {
            raw.close();
            throw new SealedException(file + ": " + e.getMessage(), e);
        } catch (IOException | SealedException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /** How many stations' keys open a file; 0 = it is not encrypted. Nothing else of it can be told without a key. */
    public static int stations(Path file) throws IOException, SealedException {
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            in.mark(AgeReader.HEAD);
            byte[] head = in.readNBytes(AgeReader.HEAD);
            in.reset();
            return AgeReader.isOne(head) ? AgeReader.recipients(in) : 0;
        } catch (AgeException e) {
            throw new SealedException(file + ": " + e.getMessage(), e);
        }
    }

    private static InputStream decrypted(Path file, InputStream in, @Nullable AgeIdentity own)
            throws IOException, SealedException {
        if (own == null) {
            throw new SealedException(
                    file + ": it is encrypted, and there is no key to open it: name this station's as packages.key in"
                            + " station.yaml");
        }
        Optional<AgeReader> opened = AgeReader.of(in, own);
        return opened.orElseThrow(() -> new SealedException(
                file + ": it is encrypted to other stations; whoever made it makes one for " + own.recipient()));
    }

    private void begin(@Nullable AgeIdentity own) throws IOException, SealedException {
        byte[] list = first();
        manifest = readManifest(list);
        byte[] signature = read(new PackageManifest.Packed(PackageManifest.SIGNATURE, SIGNATURE, Digest.of(sha256())));
        if (!manifest.signer().signed(list, signature)) {
            throw wrong("its signature does not hold: its list of files was changed after " + manifest.signer()
                    + " signed it, or it was signed by somebody else");
        }
        boolean forUs =
                own != null && manifest.stations().contains(own.recipient().toString());
        if (encrypted ? !forUs : !manifest.stations().isEmpty()) {
            throw wrong(
                    encrypted
                            ? "it was made for other stations, and somebody encrypted it anew to this one"
                            : "it was made for one station only, and somebody decrypted it: get it as it was made");
        }
        PackageManifest.Packed text = manifest.files().get(0);
        ByteArrayOutputStream yaml = new ByteArrayOutputStream();
        read(text, yaml);
        recipe = yaml.toByteArray();
    }

    private static MessageDigest sha256() {
        return Digest.sha256();
    }

    private SealedException wrong(String why) {
        return new SealedException(file + ": " + why);
    }

    private PackageManifest readManifest(byte[] list) throws SealedException {
        try {
            return PackageManifest.of(list);
        } catch (SealedException e) {
            throw new SealedException(file + ": " + e.getMessage(), e);
        }
    }

    private byte[] block() throws IOException, SealedException {
        byte[] block = in.readNBytes(PackedHeader.BLOCK);
        if (block.length != PackedHeader.BLOCK) {
            throw wrong("it is cut short, or no package: copy the file anew");
        }
        return block;
    }

    private byte[] first() throws IOException, SealedException {
        long size = PackedHeader.size(block(), PackageManifest.NAME)
                .orElseThrow(() -> wrong("it is no package of gangway, or damaged at its beginning"));
        if (size > PackageManifest.LONGEST) {
            throw wrong("its list of files has " + size + " bytes, which none has");
        }
        byte[] list = in.readNBytes((int) size);
        padding(size);
        return list;
    }

    /** The signature, whose digest nobody knows: it is held against the list. */
    private byte[] read(PackageManifest.Packed signature) throws IOException, SealedException {
        header(signature);
        byte[] bytes = in.readNBytes((int) signature.bytes());
        padding(signature.bytes());
        return bytes;
    }

    private void header(PackageManifest.Packed packed) throws IOException, SealedException {
        if (!Arrays.equals(block(), PackedHeader.of(packed.path(), packed.bytes()))) {
            throw wrong("what follows in it is not " + packed.path()
                    + " as its list of files says: it is damaged, or somebody changed it");
        }
    }

    private void padding(long size) throws IOException, SealedException {
        zeros(PackedHeader.padding(size));
    }

    private void zeros(int count) throws IOException, SealedException {
        if (!Arrays.equals(in.readNBytes(count), new byte[count])) {
            throw wrong("it is cut short, damaged, or has more in it than it should: copy the file anew");
        }
    }

    private void read(PackageManifest.Packed packed, OutputStream out) throws IOException, SealedException {
        header(packed);
        MessageDigest digest = sha256();
        byte[] piece = new byte[PIECE];
        long left = packed.bytes();
        while (left > 0) {
            int size = in.read(piece, 0, (int) Math.min(piece.length, left));
            if (size < 0) {
                throw wrong("it is cut short: copy the file anew");
            }
            digest.update(piece, 0, size);
            out.write(piece, 0, size);
            left -= size;
        }
        if (!Digest.of(digest).equals(packed.sha256())) {
            throw wrong(packed.path() + " in it is not what was signed: it is damaged, or somebody changed it");
        }
        padding(packed.bytes());
    }

    /** What is in it; signed by the key that it names, of which nothing is said whether anybody believes it. */
    public PackageManifest manifest() {
        return manifest;
    }

    /** The recipe's file. */
    public byte[] recipe() {
        return recipe.clone();
    }

    /** Whether it is encrypted. */
    public boolean isEncrypted() {
        return encrypted;
    }

    /**
     * Reads all that follows the recipe; the file is right as a whole when this returns.
     *
     * @throws SealedException when it is not, whatever the sink has got by then
     * @throws IOException of reading, or of the sink
     */
    public Digest readImages(Sink sink) throws IOException, SealedException {
        Digest before = whole;
        if (before != null) {
            throw new IllegalStateException("a package is read once");
        }
        try {
            for (PackageManifest.Packed packed :
                    manifest.files().subList(1, manifest.files().size())) {
                try (OutputStream out = sink.open(packed)) {
                    read(packed, out);
                }
            }
            zeros(2 * PackedHeader.BLOCK);
            if (in.read() >= 0) {
                throw wrong("something follows its end: copy the file anew");
            }
        } catch (AgeException e) {
            throw new SealedException(file + ": " + e.getMessage(), e);
        }
        Digest all = Digest.of(sha256);
        whole = all;
        return all;
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
