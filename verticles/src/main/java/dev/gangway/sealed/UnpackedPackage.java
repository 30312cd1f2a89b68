package dev.gangway.sealed;

import dev.gangway.model.Digest;
import dev.gangway.model.FolderTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** A package that was checked as a whole; its images lie in a folder that only this user may read, and go when this is closed. */
public final class UnpackedPackage implements AutoCloseable {
    private final Path file;
    private final PackageManifest manifest;
    private final byte[] recipe;
    private final Digest sha256;
    private final String signer;
    private final Path folder;
    private final FileChannel use;
    private final Path useFile;

    UnpackedPackage(
            Path file, PackageReader reader, Digest sha256, String signer, Path folder, FileChannel use, Path useFile) {
        this.file = file;
        this.manifest = reader.manifest();
        this.recipe = reader.recipe();
        this.sha256 = sha256;
        this.signer = signer;
        this.folder = folder;
        this.use = use;
        this.useFile = useFile;
    }

    /** The package. */
    public Path file() {
        return file;
    }

    /** What is in it. */
    public PackageManifest manifest() {
        return manifest;
    }

    /** The recipe's file. */
    byte[] recipe() {
        return recipe.clone();
    }

    /** The folder of its images, as its recipe names them. */
    public Path images() {
        return folder.resolve("images");
    }

    /** What each image has to be, by its path in {@link #images}. */
    public Map<String, Digest> digests() {
        Map<String, Digest> digests = new HashMap<>();
        manifest.files().stream()
                .filter(PackageManifest.Packed::isImage)
                .forEach(image -> digests.put(image.path().substring(PackageManifest.IMAGES.length()), image.sha256()));
        return digests;
    }

    /** Which package it is and who signed it, for the record. */
    public String origin() {
        return "package " + file.getFileName() + " sha256:" + sha256.hex() + " signed by " + signer + " "
                + manifest.signer().fingerprint();
    }

    @Override
    public void close() {
        try {
            FolderTree.remove(folder);
            Files.deleteIfExists(useFile);
            use.close();
        } catch (IOException e) {
            LoggerFactory.getLogger(UnpackedPackage.class)
                    .atWarn()
                    .addKeyValue("folder", folder)
                    .log("what was unpacked of a package can't be removed; the next start does that: " + e);
        }
    }
}
