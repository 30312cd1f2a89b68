package dev.gangway.download.oci;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A manifest or an index of the OCI image specification, or Docker's, as far as bundles need them.
 *
 * @param manifests of an index
 * @param layers of a manifest
 */
public record OciDocument(List<Descriptor> manifests, List<Descriptor> layers) {
    /** For what registries and their login files say. */
    static final ObjectMapper JSON = new ObjectMapper();

    /** The distribution specification's limit for a manifest. */
    public static final int LARGEST = 4 << 20;

    /** Copies the lists. */
    public OciDocument {
        manifests = List.copyOf(manifests);
        layers = List.copyOf(layers);
    }

    /**
     * What is told of a blob or a manifest.
     *
     * @param digest {@code sha256:…}
     * @param size bytes
     * @param title the file's name; empty = it has none
     * @param tag what it is called in a layout
     */
    public record Descriptor(String digest, long size, String title, String tag) {
        private static final String PREFIX = "sha256:";

        /** The digest without its algorithm. */
        public String hex() {
            return digest.substring(PREFIX.length());
        }
    }

    /**
     * Reads one.
     *
     * @throws IOException saying what is wrong with it
     */
    public static OciDocument parse(byte[] bytes) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new IOException("it is no manifest: " + e.getOriginalMessage(), e);
        }
        if (root.path("schemaVersion").asInt() != 2) {
            throw new IOException("it is no manifest of version 2: push the bundle anew with a program of today");
        }
        List<Descriptor> manifests = descriptors(root.path("manifests"));
        List<Descriptor> layers = descriptors(root.path("layers"));
        if (manifests.isEmpty() && layers.isEmpty()) {
            throw new IOException("there is no manifest and no layer in it");
        }
        return new OciDocument(manifests, layers);
    }

    private static List<Descriptor> descriptors(JsonNode array) throws IOException {
        List<Descriptor> found = new ArrayList<>();
        for (JsonNode one : array) {
            String digest = one.path("digest").asText("");
            long size = one.path("size").asLong(-1);
            if (!digest.matches("sha256:[0-9a-f]{64}") || size < 0) {
                throw new IOException("\"" + digest.replaceAll("[^ -~]", "?") + "\" with the size " + size
                        + " is no sound descriptor: sha256 is the one algorithm that this station knows");
            }
            JsonNode notes = one.path("annotations");
            found.add(new Descriptor(
                    digest,
                    size,
                    notes.path("org.opencontainers.image.title").asText(""),
                    notes.path("org.opencontainers.image.ref.name").asText("")));
        }
        return found;
    }

    /**
     * The one manifest that is meant.
     *
     * @param tag what it is called; empty = there is one only
     * @throws IOException when there are several, or none of that name
     */
    public Descriptor chosen(Optional<String> tag) throws IOException {
        List<Descriptor> fit = manifests.stream()
                .filter(one -> tag.isEmpty() || one.tag().equals(tag.get()))
                .toList();
        if (fit.size() == 1) {
            return fit.get(0);
        }
        List<String> names = manifests.stream()
                .map(one -> one.tag().isEmpty() ? one.digest() : one.tag())
                .toList();
        throw new IOException(
                fit.isEmpty()
                        ? "nothing in it is called \"" + tag.orElse("") + "\"; there are " + names
                        : "there are several bundles in it, say which: " + names);
    }
}
