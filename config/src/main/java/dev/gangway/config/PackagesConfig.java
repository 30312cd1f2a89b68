package dev.gangway.config;

import dev.gangway.recipe.Recipe;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sealed packages, and whose a station flashes.
 *
 * @param only whether nothing else is flashed
 * @param folder where they are
 * @param signers whose packages are flashed, by name
 * @param least of a recipe the least version that is flashed, by its name
 * @param key the file of the station's own secret key; null = it has none
 * @param unpacked where their images lie while the station runs; null = below the data folder
 */
public record PackagesConfig(
        boolean only,
        Path folder,
        Map<String, Signer> signers,
        Map<String, Integer> least,
        @Nullable Path key,
        @Nullable Path unpacked) {
    /** Copies the maps. */
    public PackagesConfig {
        least = Collections.unmodifiableMap(new LinkedHashMap<>(least));
        signers = Collections.unmodifiableMap(new LinkedHashMap<>(signers));
    }

    /**
     * Somebody whose packages are flashed.
     *
     * @param key the public key in base 64; empty when it is in a file
     * @param file its PEM file; null when it is here
     */
    public record Signer(String key, @Nullable Path file) {}

    /** Whether a recipe came in one of these packages. */
    public boolean has(Recipe recipe) {
        return recipe.source().startsWith(folder);
    }

    /** Where images lie while the station runs. */
    public Path unpackedIn(Path data) {
        return unpacked == null ? data.resolve("packages") : unpacked;
    }

    @Override
    public String toString() {
        return folder + (only ? ", nothing else is flashed" : "") + ", key " + key + ", unpacked " + unpacked
                + ", signers " + signers + ", least " + least;
    }
}
