package dev.gangway.uboot.bundle.source;

import dev.gangway.download.WebFetch;
import dev.gangway.download.oci.OciManifest;
import dev.gangway.download.oci.OciReference;
import dev.gangway.download.oci.OciRegistry;
import dev.gangway.download.oci.RegistryLogins;
import dev.gangway.format.ImageData;
import dev.gangway.image.ImageStore;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.uboot.bundle.FlashBundle;
import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds bundles by what people write. What is unpacked or pulled is kept by its digest. Any thread. */
public final class BundleSources {
    private static final String LAYOUT = "oci:";

    private final BundleCache cache;
    private final Path streams;
    private final RegistryLogins logins;
    private final WebFetch web;

    /**
     * A bundle, with where it came from.
     *
     * @param bundle the bundle
     * @param origin for the record: the reference, of a registry with the digest of what was pulled
     */
    public record Sourced(FlashBundle bundle, String origin) {}

    /**
     * Sources.
     *
     * @param cache the folder for what is unpacked and pulled, which is made when it is needed and may be deleted at any time
     * @param environment the process's, for who this station is to registries
     */
    public BundleSources(Path cache, Map<String, String> environment) {
        this(cache, environment, BundleContent.LARGEST, WebFetch.PATIENCE);
    }

    /**
     * Sources of a person at the bench, who has a folder for such things.
     *
     * @param environment the process's
     */
    public static BundleSources ofUser(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", System.getProperty("java.io.tmpdir", "."));
        Path caches = Path.of(environment.getOrDefault(
                "XDG_CACHE_HOME", Path.of(home, ".cache").toString()));
        return new BundleSources(caches.resolve("gangway").resolve("bundles"), environment);
    }

    BundleSources(Path cache, Map<String, String> environment, long largest, Duration patience) {
        this.cache = new BundleCache(cache, largest);
        this.streams = cache.resolveSibling("streams");
        this.logins = new RegistryLogins(environment);
        this.web = new WebFetch(WebFetch.Plain.LOOPBACK, patience);
    }

    /** A folder for what is fetched for a bundle's job, and needed as long as that lasts. */
    public Path streams() {
        return streams;
    }

    /**
     * Opens a bundle.
     *
     * @param reference a folder, a manifest's file, an archive, a folder with an OCI layout or {@code oci:FOLDER[:TAG]}, or
     *     {@code oci://HOST/NAME[:TAG][@sha256:…]}
     * @param base where relative paths begin
     * @param manifest the manifest's name in the bundle
     * @throws FailureException IMAGE_MISSING when it can't be had, IMAGE_INVALID with all that is wrong with it, line by line
     */
    public Sourced open(String reference, Path base, String manifest) throws FailureException {
        if (reference.startsWith(OciReference.SCHEME)) {
            return registry(reference, manifest);
        }
        if (reference.startsWith(LAYOUT)) {
            String path = reference.substring(LAYOUT.length());
            Path whole = base.resolve(path);
            int colon = path.lastIndexOf(':');
            boolean tagged = !Files.isDirectory(whole) && colon > 0;
            return layout(
                    tagged ? base.resolve(path.substring(0, colon)) : whole,
                    tagged ? Optional.of(path.substring(colon + 1)) : Optional.empty(),
                    reference,
                    manifest);
        }
        Path path = base.resolve(reference);
        if (Files.isDirectory(path)) {
            return OciLayout.isOne(path)
                    ? layout(path, Optional.empty(), reference, manifest)
                    : new Sourced(folder(path, manifest), reference);
        }
        if (!Files.isRegularFile(path)) {
            throw new FailureException(
                    FailureKind.IMAGE_MISSING,
                    "there is no bundle " + path + ": a folder, an archive, oci:FOLDER or oci://HOST/NAME:TAG");
        }
        return path.getFileName().toString().matches(".*\\.ya?ml")
                ? new Sourced(opened(path), reference)
                : archive(path, reference, manifest);
    }

    private Sourced registry(String reference, String manifest) throws FailureException {
        OciReference where = OciReference.parse(reference)
                .orElseThrow(() -> new FailureException(
                        FailureKind.IMAGE_MISSING,
                        "\"" + reference
                                + "\" is no reference: write oci://HOST/NAME:TAG or oci://HOST/NAME@sha256:…"));
        OciRegistry registry = new OciRegistry(where, web, logins);
        OciBundle bundle = new OciBundle(where.toString(), registry);
        byte[] bytes;
        try {
            bytes = registry.manifest();
        } catch (IOException e) {
            throw bundle.unreadable(e);
        }
        if (where.digest().isPresent()) {
            OciBundle.requireDigest(where.toString(), bytes, where.digest().get());
        }
        return found(bundle, bytes, Optional.empty(), where.toString(), manifest);
    }

    private Sourced layout(Path folder, Optional<String> tag, String origin, String manifest) throws FailureException {
        if (!OciLayout.isOne(folder)) {
            throw new FailureException(
                    FailureKind.IMAGE_MISSING, folder + " is no OCI layout: there is no file " + OciLayout.MARK);
        }
        OciLayout layout = new OciLayout(folder);
        OciBundle bundle = new OciBundle(origin, layout);
        byte[] index;
        try {
            index = layout.index();
        } catch (IOException e) {
            throw bundle.unreadable(e);
        }
        return found(bundle, index, tag, origin, manifest);
    }

    private Sourced found(OciBundle bundle, byte[] bytes, Optional<String> tag, String origin, String manifest)
            throws FailureException {
        OciManifest found = bundle.find(bytes, tag);
        Path files = bundle.into(cache, found);
        String digest = "@sha256:" + found.digest();
        return new Sourced(folder(files, manifest), origin.endsWith(digest) ? origin : origin + " " + digest);
    }

    private Sourced archive(Path archive, String origin, String manifest) throws FailureException {
        Digest digest;
        try {
            digest = ImageStore.digest(ImageData.map(archive));
        } catch (IOException e) {
            throw new FailureException(FailureKind.HOST_IO, archive + " can't be read: " + FileTrouble.told(e), e);
        }
        Path files = cache.of(digest, origin, content -> BundleArchive.unpack(archive, content));
        if (OciLayout.isOne(files)) {
            return layout(files, Optional.empty(), origin, manifest);
        }
        return new Sourced(folder(files, manifest), origin + " @sha256:" + digest);
    }

    /** A bundle in a folder, or in the only folder there, as archives of a folder have it. */
    private static FlashBundle folder(Path folder, String manifest) throws FailureException {
        Path file = folder.resolve(manifest);
        if (Files.exists(file)) {
            return opened(file);
        }
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> content = all.toList();
            if (content.size() == 1 && Files.exists(content.get(0).resolve(manifest))) {
                return opened(content.get(0).resolve(manifest));
            }
        } catch (IOException e) {
            throw new FailureException(FailureKind.HOST_IO, folder + " can't be read: " + FileTrouble.told(e), e);
        }
        throw new FailureException(
                FailureKind.IMAGE_MISSING, "there is no " + manifest + " in " + folder + ", so it is no flash bundle");
    }

    private static FlashBundle opened(Path manifest) throws FailureException {
        Loaded<FlashBundle> loaded = FlashBundle.open(manifest);
        return loaded.toOptional()
                .orElseThrow(() -> new FailureException(
                        FailureKind.IMAGE_INVALID,
                        loaded.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"))));
    }
}
