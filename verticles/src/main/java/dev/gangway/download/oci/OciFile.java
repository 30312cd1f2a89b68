package dev.gangway.download.oci;

import dev.gangway.download.WebFetch;
import dev.gangway.model.Digest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A file of an artifact in a registry, found by what people write: {@code oci://HOST/NAME[:TAG][@sha256:…][#FILE]}.
 *
 * @param link where its bytes are
 * @param said what the registry is told by who fetches them
 * @param digest what they must be, as the manifest says
 */
public record OciFile(URI link, WebFetch.Said said, Digest digest) {
    /** What such a place begins with. */
    public static final String SCHEME = "oci";

    /**
     * Asks the registry which file that is.
     *
     * @param place its part behind {@code #} is the file's name; without one the artifact has one file only
     * @throws IOException when it is not to be had, saying which files there are
     */
    public static OciFile find(URI place, WebFetch web, RegistryLogins logins) throws IOException {
        String file = Optional.ofNullable(place.getFragment()).orElse("");
        String text = place.toString();
        int name = text.indexOf('#');
        OciReference reference = OciReference.parse(name < 0 ? text : text.substring(0, name))
                .orElseThrow(
                        () -> new IOException(
                                "\"" + place
                                        + "\" is no reference: write oci://HOST/NAME:TAG or oci://HOST/NAME@sha256:…, and #FILE behind it"));
        OciRegistry registry = new OciRegistry(reference, web, logins);
        byte[] bytes = registry.manifest();
        if (reference.digest().isPresent()) {
            require(reference, bytes, reference.digest().get());
        }
        OciManifest found = OciManifest.find(bytes, Optional.empty(), wanted -> {
                    byte[] manifest = registry.manifest(wanted);
                    require(reference, manifest, wanted.digest());
                    return manifest;
                })
                .orElseThrow(() -> new IOException(reference + ": an index in an index in an index has no file"));
        OciDocument.Descriptor layer = layer(reference, found.layers(), file);
        return new OciFile(registry.link(layer), registry.said(), new Digest(layer.hex()));
    }

    private static void require(OciReference reference, byte[] manifest, String digest) throws IOException {
        Optional<String> damage = OciManifest.damage(manifest, digest);
        if (damage.isPresent()) {
            throw new IOException(reference + ": " + damage.get());
        }
    }

    private static OciDocument.Descriptor layer(
            OciReference reference, List<OciDocument.Descriptor> layers, String file) throws IOException {
        List<OciDocument.Descriptor> fit = layers.stream()
                .filter(layer -> file.isEmpty() || layer.title().equals(file))
                .toList();
        if (fit.size() == 1) {
            return fit.get(0);
        }
        List<String> titles = layers.stream().map(OciDocument.Descriptor::title).toList();
        throw new IOException(
                file.isEmpty()
                        ? reference + " has several files: write which one behind it, #FILE, of " + titles
                        : reference + " has " + (fit.isEmpty() ? "no file \"" : "several files \"") + file
                                + "\"; there are " + titles);
    }
}
