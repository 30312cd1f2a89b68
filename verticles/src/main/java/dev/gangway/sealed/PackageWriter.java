package dev.gangway.sealed;

import dev.gangway.model.Digest;
import dev.gangway.sealed.age.AgeRecipient;
import dev.gangway.sealed.age.AgeWriter;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes a package: its files are read twice, once for the list that is signed, and never kept in memory. One thread; blocks. */
public final class PackageWriter {
    private static final int PIECE = 1 << 17;
    private static final int END = 2 * PackedHeader.BLOCK;

    private final SigningKey key;
    private final List<AgeRecipient> stations;
    private final SecureRandom random;

    /**
     * Signs with this key.
     *
     * @param stations to whom packages are encrypted; empty = they are not
     */
    public PackageWriter(SigningKey key, List<AgeRecipient> stations, SecureRandom random) {
        this.key = key;
        this.stations = List.copyOf(stations);
        this.random = random;
    }

    /**
     * What goes into a package.
     *
     * @param recipe the recipe's name
     * @param version its version
     * @param title its line for people
     * @param by which program makes the package
     * @param yaml the recipe's file
     * @param schema the JSON Schema of recipes
     * @param images the image files, by their path below the image folder, in order
     */
    public record Content(
            String recipe,
            int version,
            String title,
            String by,
            byte[] yaml,
            byte[] schema,
            Map<String, Path> images) {}

    /** Opens one of the files. */
    private interface Source {
        InputStream open() throws IOException;
    }

    /**
     * Makes the file, whole or not at all.
     *
     * @param target what is there before is replaced
     * @return the list of what is in it, with the digest of the whole file
     * @throws SealedException when a file changes while it is read, or can't be in a package
     */
    public Made write(Content content, Path target) throws IOException, SealedException {
        List<Source> sources = new ArrayList<>();
        List<PackageManifest.Packed> files = new ArrayList<>();
        String recipe = PackageManifest.RECIPE + content.recipe + ".yaml";
        add(files, sources, recipe, () -> new ByteArrayInputStream(content.yaml));
        add(files, sources, PackageManifest.SCHEMA, () -> new ByteArrayInputStream(content.schema));
        for (Map.Entry<String, Path> image : content.images.entrySet()) {
            add(files, sources, PackageManifest.IMAGES + image.getKey(), () -> Files.newInputStream(image.getValue()));
        }
        PackageManifest manifest = new PackageManifest(
                content.recipe,
                content.version,
                content.title,
                content.by,
                key.signer(),
                stations.stream().map(AgeRecipient::toString).toList(),
                files);
        manifest.requireSound();
        byte[] list = manifest.encoded();
        if (list.length > PackageManifest.LONGEST) {
            throw new SealedException("there are too many files for one package");
        }
        Path folder = target.toAbsolutePath().getParent();
        Path part = Files.createTempFile(folder, ".gangway-", ".part");
        try {
            MessageDigest sha256 = Digest.sha256();
            try (OutputStream file = Files.newOutputStream(part);
                    OutputStream out = new BufferedOutputStream(new DigestOutputStream(file, sha256), PIECE)) {
                if (stations.isEmpty()) {
                    archive(list, files, sources, out);
                } else {
                    AgeWriter sealed = AgeWriter.to(out, stations, random);
                    archive(list, files, sources, sealed);
                    sealed.finish();
                }
            }
            try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            long bytes = Files.size(part);
            move(part, target);
            return new Made(manifest, Digest.of(sha256), bytes);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * A package that was made.
     *
     * @param manifest what is in it
     * @param sha256 the digest of the whole file
     * @param bytes its length
     */
    public record Made(PackageManifest manifest, Digest sha256, long bytes) {}

    private static void move(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void add(List<PackageManifest.Packed> files, List<Source> sources, String path, Source source)
            throws IOException {
        MessageDigest sha256 = Digest.sha256();
        long bytes = 0;
        byte[] piece = new byte[PIECE];
        try (InputStream in = source.open()) {
            for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
                sha256.update(piece, 0, size);
                bytes += size;
            }
        }
        files.add(new PackageManifest.Packed(path, bytes, Digest.of(sha256)));
        sources.add(source);
    }

    private void archive(byte[] list, List<PackageManifest.Packed> files, List<Source> sources, OutputStream out)
            throws IOException, SealedException {
        file(PackageManifest.NAME, list, out);
        file(PackageManifest.SIGNATURE, key.sign(list), out);
        byte[] piece = new byte[PIECE];
        for (int i = 0; i < files.size(); i++) {
            PackageManifest.Packed file = files.get(i);
            out.write(PackedHeader.of(file.path(), file.bytes()));
            MessageDigest sha256 = Digest.sha256();
            long bytes = 0;
            try (InputStream in = sources.get(i).open()) {
                for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
                    sha256.update(piece, 0, size);
                    out.write(piece, 0, size);
                    bytes += size;
                }
            }
            if (bytes != file.bytes() || !Digest.of(sha256).equals(file.sha256())) {
                throw new SealedException(
                        file.path() + " changed while the package was made: wait until its build has ended");
            }
            out.write(new byte[PackedHeader.padding(bytes)]);
        }
        out.write(new byte[END]);
    }

    private static void file(String name, byte[] bytes, OutputStream out) throws IOException {
        out.write(PackedHeader.of(name, bytes.length));
        out.write(bytes);
        out.write(new byte[PackedHeader.padding(bytes.length)]);
    }
}
